/// Writes values as bytes that are valid UTF-8, on one line unless `pretty`.
struct JSONWriter {
  var bytes: [UInt8] = []
  let sortedKeys: Bool
  let pretty: Bool
  /// Whether all that does not show as itself is escaped.
  var isVisible = false
  private var depth = 0

  init(sortedKeys: Bool, pretty: Bool) {
    self.sortedKeys = sortedKeys
    self.pretty = pretty
  }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .number(let text): bytes.append(contentsOf: text.utf8)
    case .string(let text): write(text)
    case .array(let elements): write(elements)
    case .object(let object): write(object)
    }
  }

  private mutating func write(_ elements: [JSONValue]) {
    bytes.append(.openBracket)
    depth += 1
    var isFirst = true
    for element in elements {
      separate(&isFirst)
      write(element)
    }
    close(.closeBracket, isEmpty: isFirst)
  }

  private mutating func write(_ object: JSONObject) {
    bytes.append(.openBrace)
    depth += 1
    var isFirst = true
    let members = object.members
    for member in sortedKeys && !isSorted(members) ? members.sorted(by: precedes) : members {
      separate(&isFirst)
      write(member.key)
      bytes.append(.colon)
      if pretty { bytes.append(0x20) }
      write(member.value)
    }
    close(.closeBrace, isEmpty: isFirst)
  }

  private typealias Member = (key: String, value: JSONValue)

  private func precedes(_ left: Member, _ right: Member) -> Bool {
    left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
  }

  private func isSorted(_ members: [Member]) -> Bool {
    zip(members, members.dropFirst()).allSatisfy(precedes)
  }

  private mutating func separate(_ isFirst: inout Bool) {
    if !isFirst { bytes.append(.comma) }
    isFirst = false
    breakLine()
  }

  private mutating func close(_ bracket: UInt8, isEmpty: Bool) {
    depth -= 1
    if !isEmpty { breakLine() }
    bytes.append(bracket)
  }

  private mutating func breakLine() {
    guard pretty else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: depth * 2))
  }
}

extension JSONWriter {
  /// Writes a string in quotes, escaping what would break a line or a terminal.
  mutating func write(_ text: String) {
    bytes.append(.quote)
    if !text.utf8.contains(where: isVisible ? Self.mayNeedEscapeOrHide : Self.mayNeedEscape) {
      bytes.append(contentsOf: text.utf8)
    } else if isVisible, text.utf8.contains(where: { $0 >= 0x80 }) {
      writeVisibly(text)
    } else {
      writeEscaping(text)
    }
    bytes.append(.quote)
  }

  private mutating func writeVisibly(_ text: String) {
    var plain = ""
    for scalar in text.unicodeScalars {
      if scalar.isASCII || scalar.isPlain {
        plain.unicodeScalars.append(scalar)
        continue
      }
      writeEscaping(plain)
      plain = ""
      for unit in String(scalar).utf16 {
        bytes.append(contentsOf: "\\u".utf8)
        for shift in [12, 8, 4, 0] { bytes.append(hexadecimal(UInt8(unit >> shift & 15))) }
      }
    }
    writeEscaping(plain)
  }

  /// Whether a byte is escaped, or begins one of the line separators U+2028 and U+2029 (E2 80 A8 and A9).
  private static func mayNeedEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == .quote || byte == .backslash || byte == 0x7F || byte == 0xE2
  }

  private static func mayNeedEscapeOrHide(_ byte: UInt8) -> Bool {
    byte >= 0x80 || mayNeedEscape(byte)
  }

  private mutating func writeEscaping(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case .quote, .backslash: bytes.append(contentsOf: [.backslash, byte])
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0x08: bytes.append(contentsOf: "\\b".utf8)
      case 0x0C: bytes.append(contentsOf: "\\f".utf8)
      case 0..<0x20, 0x7F:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(hexadecimal(byte >> 4))
        bytes.append(hexadecimal(byte & 15))
      case 0xA8, 0xA9:
        let count = bytes.count
        if bytes[count - 2] == 0xE2, bytes[count - 1] == 0x80 {
          bytes.removeLast(2)
          bytes.append(contentsOf: (byte == 0xA8 ? "\\u2028" : "\\u2029").utf8)
        } else {
          bytes.append(byte)
        }
      default: bytes.append(byte)
      }
    }
  }

  private func hexadecimal(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? .zero + nibble : UInt8(ascii: "a") + nibble - 10
  }
}
