package import JSON

/// The id of a request: a string or an integer, echoed exactly as it was written.
///
/// An integer may be beyond `Int` or be written `1.0`; its text is kept.
package struct RequestID: Hashable, Sendable {
  package let value: JSONValue

  /// The id, or nil where the value is neither a string nor an integer.
  package init?(_ value: JSONValue) {
    switch value {
    case .string, .integer: break
    case .number(let text): guard Self.isIntegral(text) else { return nil }
    case .null, .bool, .array, .object: return nil
    }
    self.value = value
  }

  /// Whether the text of a number is digits, with at most a fraction of zeros.
  private static func isIntegral(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count <= 2 else { return false }
    let digits = whole.first == UInt8(ascii: "-") ? whole.dropFirst() : whole
    return digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      && parts.dropFirst().allSatisfy { $0.allSatisfy { $0 == UInt8(ascii: "0") } }
  }
}
