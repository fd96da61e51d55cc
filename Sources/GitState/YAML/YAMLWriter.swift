package import JSON

/// Writes a value as YAML that readers of 1.1 and of 1.2 take for the same: blocks by two spaces, and quotes wherever a
/// text might be taken for anything else.
///
/// The same value is always the same text.
package struct YAMLWriter {
  private var text = ""

  /// A mapping or a list as a whole text; an empty one, or a scalar, on one line.
  package static func text(of value: JSONValue) -> String {
    var writer = YAMLWriter()
    switch value {
    case .object(let object) where !object.isEmpty: writer.write(object, indent: 0)
    case .array(let elements) where !elements.isEmpty: writer.write(elements, indent: 0)
    default: writer.text = scalar(value) + "\n"
    }
    return writer.text
  }

  /// - Parameter continues: whether the first line has begun already, behind a dash.
  private mutating func write(_ object: JSONObject, indent: Int, continues: Bool = false) {
    for (index, member) in object.members.enumerated() {
      if index > 0 || !continues { text += String(repeating: " ", count: indent) }
      text += YAMLWriter.quoted(member.key) + ":"
      write(value: member.value, indent: indent)
    }
  }

  private mutating func write(_ elements: [JSONValue], indent: Int) {
    for element in elements {
      text += String(repeating: " ", count: indent) + "-"
      switch element {
      case .object(let object) where !object.isEmpty:
        text += " "
        write(object, indent: indent + 2, continues: true)
      default: write(value: element, indent: indent)
      }
    }
  }

  /// What follows a colon or a dash.
  private mutating func write(value: JSONValue, indent: Int) {
    switch value {
    case .object(let object) where !object.isEmpty:
      text += "\n"
      write(object, indent: indent + 2)
    case .array(let elements) where !elements.isEmpty:
      text += "\n"
      write(elements, indent: indent + 2)
    case .string(let string) where YAMLWriter.isBlock(string):
      text += " |" + (string.hasSuffix("\n\n") ? "+" : string.hasSuffix("\n") ? "" : "-") + "\n"
      var lines = string.split(separator: "\n", omittingEmptySubsequences: false)
      if string.hasSuffix("\n") { lines.removeLast() }
      let pad = String(repeating: " ", count: indent + 2)
      for line in lines { text += (line.isEmpty ? "" : pad + line) + "\n" }
    default: text += " " + YAMLWriter.scalar(value) + "\n"
    }
  }

  private static func scalar(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .number(let text): text
    case .string(let text): quoted(text)
    case .array: "[]"
    case .object: "{}"
    }
  }

  /// Whether a text reads best, and the same, as lines of their own.
  private static func isBlock(_ text: String) -> Bool {
    guard text.utf8.contains(0xA), let first = text.unicodeScalars.first, first != " ", first != "\n",
      first != "\t"
    else { return false }
    return text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || isPrintable($0) }
  }

  /// Whether it may stand in a text as it is.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (0x20...0x7E).contains(scalar.value) }
    // What steers a terminal or turns the direction of what follows is escaped, as what YAML itself forbids.
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      return false
    default: return true
    }
  }

  /// A text on one line, in double quotes where it needs them.
  private static func quoted(_ text: String) -> String {
    if isPlain(text) { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      default:
        if isPrintable(scalar) {
          quoted.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
      }
    }
    return quoted + "\""
  }

  /// Whether a text stands without quotes, and is a text for every reader.
  private static func isPlain(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20, last != 0x3A,
      text.unicodeScalars.allSatisfy(isPrintable)
    else { return false }
    // What begins anything but a text, and what begins a key, a document or a merge.
    if "-?:,[]{}#&*!|>'\"%@`=~<".utf8.contains(first) || text.hasPrefix("...") { return false }
    for (index, byte) in bytes.enumerated().dropLast() {
      let next = bytes[index + 1]
      if byte == 0x3A, next == 0x20 { return false }
      if byte == 0x20, next == 0x23 { return false }
    }
    if words.contains(text.lowercased()) { return false }
    return !mayBeNumber(bytes)
  }

  /// What some version of YAML takes for a truth value, for nothing, or for a number.
  private static let words: Set<String> = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "+.inf", "-.inf",
  ]

  /// Whether some version of YAML may take it for a number or a time of day; a date is a text to most, and stands.
  private static func mayBeNumber(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first, (48...57).contains(first) || first == 43 || first == 46 else {
      return false
    }
    if bytes.count >= 8, bytes.prefix(4).allSatisfy({ (48...57).contains($0) }), bytes[4] == 45 {
      return false
    }
    return bytes.allSatisfy {
      (48...57).contains($0) || (65...70).contains($0) || (97...102).contains($0)
        || [43, 45, 46, 58, 95, 120, 111, 88, 79].contains($0)
    }
  }
}
