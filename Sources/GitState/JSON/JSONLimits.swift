/// How much JSON is read before it is refused, so that no input can exhaust the stack or the memory.
package struct JSONLimits: Hashable, Sendable {
  /// How many arrays and objects may stand inside one another; at most 512, whatever is set.
  package var depth: Int

  /// How many bytes the text may have.
  package var bytes: Int

  /// How many values and members the text may hold.
  package var values: Int

  /// The number of characters in a number's text.
  package var digits: Int

  package init(depth: Int = 64, bytes: Int = 16 << 20, values: Int = 1_000_000, digits: Int = 1_000) {
    self.depth = min(depth, 512)
    self.bytes = bytes
    self.values = values
    self.digits = digits
  }

  /// What a message, a ledger entry or a plan is read with.
  package static let standard = JSONLimits()
}
