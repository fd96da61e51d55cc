/// A text before it is parsed: what no YAML holds is refused with its place.
enum YAMLText {
  /// The bytes without a byte order mark, checked.
  static func checked(_ text: String, limits: YAMLLimits) throws(YAMLError) -> [UInt8] {
    guard text.utf8.count <= limits.bytes else {
      throw YAMLError(
        YAMLMark(line: 1, column: 1),
        "the text has \(text.utf8.count) bytes, and the limit is \(limits.bytes)")
    }
    var line = 1
    var column = 1
    var afterReturn = false
    for (position, scalar) in text.unicodeScalars.enumerated() {
      switch scalar.value {
      case 0xA:
        if !afterReturn { line += 1 }
        column = 0
      case 0xD:
        line += 1
        column = 0
      case 0x9, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: break
      case 0x85:
        line += 1
        column = 0
      case 0xFEFF where position == 0: column = 0
      default:
        throw YAMLError(
          YAMLMark(line: line, column: column),
          "holds the character U+\(hexadecimal(scalar.value)), which YAML takes only as an escape in double quotes"
        )
      }
      afterReturn = scalar.value == 0xD
      column += 1
    }
    let bytes = Array(text.utf8)
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// JSON with its pairs of surrogates as one escape each: what JSON writes for one character YAML takes for two that are
  /// none.
  static func joiningSurrogates(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return bytes }
    var joined: [UInt8] = []
    joined.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if let high = escape(bytes, at: index), (0xD800..<0xDC00).contains(high),
        let low = escape(bytes, at: index + 6), (0xDC00..<0xE000).contains(low)
      {
        let digits = String(0x10000 + (high - 0xD800) << 10 + low - 0xDC00, radix: 16)
        joined += Array("\\U\(String(repeating: "0", count: 8 - digits.count))\(digits)".utf8)
        index += 12
        continue
      }
      // An escaped backslash begins no escape behind it.
      let length = bytes[index] == UInt8(ascii: "\\") && index + 1 < bytes.count ? 2 : 1
      joined += bytes[index..<index + length]
      index += length
    }
    return joined
  }

  /// The number of `\uXXXX` at a place; nil where none stands there.
  private static func escape(_ bytes: [UInt8], at index: Int) -> UInt32? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
    else { return nil }
    let digits = bytes[index + 2..<index + 6]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  /// What stands at a place: for an error that says more than libyaml knows.
  static func scalar(at mark: YAMLMark, in bytes: [UInt8]) -> Unicode.Scalar? {
    let lines = bytes.split(separator: 0xA, maxSplits: mark.line, omittingEmptySubsequences: false)
    guard lines.indices.contains(mark.line - 1) else { return nil }
    let scalars = String(decoding: lines[mark.line - 1], as: UTF8.self).unicodeScalars
    return scalars.dropFirst(mark.column - 1).first
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
