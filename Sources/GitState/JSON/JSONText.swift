/// A value as it was written, on one line: for what is sent both as itself and as a text, or more than once.
package struct JSONText: Hashable, Sendable {
  package let bytes: [UInt8]
  /// The same as one string: in quotes, and escaped once more.
  package let quoted: [UInt8]

  package init(_ value: JSONValue) { self.init(value.serializedBytes()) }

  package init(_ object: consuming WrittenObject) { self.init(object.closed()) }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var quoted: [UInt8] = []
    quoted.reserveCapacity(bytes.count + bytes.count / 4 + 2)
    quoted.append(.quote)
    // Whatever else is to be escaped, in a string, was escaped when the value was written.
    for byte in bytes {
      if byte == .quote || byte == .backslash { quoted.append(.backslash) }
      quoted.append(byte)
    }
    quoted.append(.quote)
    self.quoted = quoted
  }

  package var isObject: Bool { bytes.first == .openBrace }

  /// What was written.
  package var value: JSONValue {
    guard let value = try? JSONValue(parsing: bytes) else {
      preconditionFailure("BUG: written, and unreadable")
    }
    return value
  }
}
