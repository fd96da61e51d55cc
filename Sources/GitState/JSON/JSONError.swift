/// Why bytes are not the JSON that was asked for, and where.
package struct JSONError: Error, Hashable, Sendable {
  /// How many bytes before the offending one.
  package let offset: Int

  /// What was found, in words that follow "at byte 12: ", without a full stop.
  package let reason: String

  package init(offset: Int, reason: String) {
    self.offset = offset
    self.reason = reason
  }
}

extension JSONError: CustomStringConvertible {
  /// The reason with its place, such as `at byte 12: a comma before the closing }`.
  package var description: String { "at byte \(offset): \(reason)" }
}
