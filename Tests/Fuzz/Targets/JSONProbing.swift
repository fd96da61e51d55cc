import JSON

/// JSON that is read is the same when it is written and read again, in every way of writing; what is cut is refused.
enum JSONProbing {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      try require(
        (0...bytes.count).contains(error.offset), "an error at byte \(error.offset) of \(bytes.count)")
      _ = error.description
      return
    }
    try check(value)
    try checkCut(bytes, value)
  }

  /// That every way of writing it is read as the same value.
  static func check(_ value: JSONValue) throws(FuzzFinding) {
    let plain = value.serializedBytes()
    try require(!plain.contains(0x0A), "a value is more than one line")
    for bytes in [
      plain, value.serializedBytes(sortedKeys: true), value.serializedBytes(pretty: true),
      Array(value.visible().utf8),
    ] {
      // Escapes make a text longer, by six bytes for one at the most.
      let again: JSONValue
      do throws(JSONError) {
        again = try JSONValue(parsing: bytes, limits: JSONLimits(bytes: 128 << 20))
      } catch {
        throw FuzzFinding("what was written is not read: \(error)")
      }
      try require(again == value, "what was written is read as something else")
      try require(again.hashValue == value.hashValue, "equal values hash differently")
    }
    try require(
      try read(plain).serializedBytes() == plain, "what was written is written differently the next time")
    let visible = value.visible()
    try require(
      visible.unicodeScalars.allSatisfy(\.isPlain), "something hidden in the visible text: \(visible)")
    for limit in [1, 20, 80] {
      let quoted = value.quoted(limit: limit)
      try require(
        quoted.unicodeScalars.count <= limit && quoted.unicodeScalars.allSatisfy(\.isPlain),
        "quoted in \(limit): \(quoted)")
    }
  }

  /// That no beginning of a text in brackets or quotes is a text.
  private static func checkCut(_ bytes: [UInt8], _ value: JSONValue) throws(FuzzFinding) {
    switch value {
    case .null, .bool, .integer, .number: return
    case .string, .array, .object: break
    }
    guard let last = bytes.lastIndex(where: { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }) else { return }
    for end in [last, last / 2, last / 3] {
      let cut = try? JSONValue(parsing: Array(bytes[..<end]))
      try require(cut == nil, "the first \(end) of \(bytes.count) bytes are a text of their own")
    }
  }

  private static func read(_ bytes: [UInt8]) throws(FuzzFinding) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw FuzzFinding("what was written is not read: \(error)")
    }
  }
}
