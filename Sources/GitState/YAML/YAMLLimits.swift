/// How much YAML is read before it is refused, so that no input can exhaust the stack or the memory.
package struct YAMLLimits: Hashable, Sendable {
  /// How many bytes the text may have.
  package var bytes = 8 << 20
  /// How many lists and mappings may stand inside one another.
  package var depth = 64
  /// How many values the text may come to, aliases counted as what they stand for.
  package var values = 1_000_000
  /// How many bytes a key may have: a longer one can't be written on a line of its own.
  package var keyBytes = 256

  package init() {}

  /// What a plan is read with.
  package static let standard = YAMLLimits()
}
