/// An object that is written member by member: what was written before goes in as it is.
package struct WrittenObject: Sendable {
  private var writer = JSONWriter(sortedKeys: false, pretty: false)

  /// - Parameter capacity: how many bytes there is room for at once.
  package init(capacity: Int = 0) {
    writer.bytes.reserveCapacity(capacity)
    writer.bytes.append(.openBrace)
  }

  /// Adds a member, whose key must be new.
  package mutating func add(_ key: String, _ value: JSONValue) {
    begin(key)
    writer.write(value)
  }

  /// Adds a member whose value is the bytes of one.
  package mutating func add(_ key: String, written bytes: [UInt8]) {
    begin(key)
    writer.bytes.append(contentsOf: bytes)
  }

  /// The object's bytes, of one line.
  package consuming func closed() -> [UInt8] {
    writer.bytes.append(.closeBrace)
    return writer.bytes
  }

  private mutating func begin(_ key: String) {
    if writer.bytes.count > 1 { writer.bytes.append(.comma) }
    writer.write(key)
    writer.bytes.append(.colon)
  }
}

/// An array that is written element by element.
package struct WrittenArray: Sendable {
  private var bytes: [UInt8] = [.openBracket]

  package init() {}

  package var isEmpty: Bool { bytes.count == 1 }

  /// Adds an element by its bytes.
  package mutating func add(written element: [UInt8]) {
    if !isEmpty { bytes.append(.comma) }
    bytes.append(contentsOf: element)
  }

  /// The array's bytes, of one line.
  package consuming func closed() -> [UInt8] {
    bytes.append(.closeBracket)
    return bytes
  }
}
