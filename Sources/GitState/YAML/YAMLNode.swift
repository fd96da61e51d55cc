package import JSON

/// A value of a YAML text, with the place where it begins.
package struct YAMLNode: Sendable {
  package enum Content: Sendable {
    /// - isPlain: whether it stands without quotes, and so may be a number, a truth value or nothing.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([Member])
  }

  /// A member of a mapping; its key is a text, whatever it looks like.
  package struct Member: Sendable {
    package let key: String
    package let mark: YAMLMark
    package let value: YAMLNode
  }

  package let mark: YAMLMark
  package let content: Content
  /// How many values it comes to, itself counted.
  let size: Int

  /// The value as JSON, by the core schema of YAML 1.2.
  ///
  /// What every version of YAML takes for the same number is one, `0x1F` as 31; `001`, `yes`, `2026-01-31`, and what JSON
  /// has no number for, `.inf` and `.nan`, are texts.
  package var json: JSONValue {
    switch content {
    case .scalar(let text, let isPlain): isPlain ? YAMLNode.resolved(text) : .string(text)
    case .sequence(let elements): .array(elements.map(\.json))
    case .mapping(let members): .object(JSONObject(members.map { ($0.key, $0.value.json) }))
    }
  }

  /// The text of a scalar as it is written, whatever type it would have; nil where it is nothing or no scalar.
  package var text: String? {
    guard case .scalar(let text, let isPlain) = content else { return nil }
    return isPlain && YAMLNode.resolved(text).isNull ? nil : text
  }

  package var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content { YAMLNode.resolved(text).isNull } else { false }
  }

  static func resolved(_ text: String) -> JSONValue {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: break
    }
    guard let number = json(ofNumber: text), let value = try? JSONValue(parsing: number) else {
      return .string(text)
    }
    switch value {
    case .integer, .number: return value
    default: return .string(text)
    }
  }

  /// What may be a number, as JSON would write it; nil for what is none.
  private static func json(ofNumber text: String) -> String? {
    let isNegative = text.hasPrefix("-")
    let sign = isNegative ? "-" : ""
    let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : Substring(text)
    guard let first = digits.utf8.first else { return nil }
    if first == UInt8(ascii: ".") {
      let isNumber = digits.count > 1 && digits.dropFirst().utf8.allSatisfy { (48...57).contains($0) }
      return isNumber ? "\(sign)0\(digits)" : nil
    }
    guard (48...57).contains(first) else { return nil }
    // Base 16 is written in base 10: as the text that it is, it would come back with quotes, and be no number any more.
    guard digits.hasPrefix("0x") else { return sign + digits }
    let hexadecimal = digits.dropFirst(2)
    guard !hexadecimal.hasPrefix("+"), !hexadecimal.hasPrefix("-") else { return nil }
    return Int(hexadecimal, radix: 16).map { sign + String($0) }
  }
}
