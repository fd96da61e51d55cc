/// A strict reader of RFC 8259: one value, nothing more, each key once.
///
/// It recurses once for each level of nesting, which the limits bound.
struct JSONParser {
  let bytes: [UInt8]
  let limits: JSONLimits
  var offset = 0
  /// How many arrays and objects are open.
  var depth = 0
  /// How many values were begun.
  var values = 0
  /// How many members the object before had: the next one of a list has as many.
  private var width = 0

  init(_ bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func document() throws(JSONError) -> JSONValue {
    guard bytes.count <= limits.bytes else {
      throw JSONError(
        offset: limits.bytes,
        reason: "the text has \(bytes.count) bytes, more than the \(limits.bytes) allowed")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw failure("a byte order mark; send UTF-8 without one")
    }
    skipSpace()
    let value = try value()
    skipSpace()
    guard offset == bytes.count else { throw failure("\(found) after the value") }
    return value
  }

  mutating func value() throws(JSONError) -> JSONValue {
    values += 1
    guard values <= limits.values else { throw failure("more than \(limits.values) values") }
    guard offset < bytes.count else { throw failure("the text ends where a value is expected") }
    switch bytes[offset] {
    case .quote: return .string(try string())
    case .openBrace: return try object()
    case .openBracket: return try array()
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case .minus, .zero ... .nine: return try number()
    default: throw failure("expected a value, found \(found)")
    }
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    try enter()
    var elements: [JSONValue] = []
    skipSpace()
    if take(.closeBracket) {
      depth -= 1
      return .array(elements)
    }
    while true {
      elements.append(try value())
      skipSpace()
      if take(.comma) {
        skipSpace()
        if offset < bytes.count, bytes[offset] == .closeBracket {
          throw failure("a comma before the closing ]")
        }
      } else if take(.closeBracket) {
        depth -= 1
        return .array(elements)
      } else {
        throw failure("expected a comma or ] in an array, found \(found)")
      }
    }
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    try enter()
    var members = JSONObject(capacity: min(width, 16))
    skipSpace()
    if take(.closeBrace) {
      depth -= 1
      return .object(members)
    }
    while true {
      let start = offset
      guard offset < bytes.count, bytes[offset] == .quote else {
        throw failure("expected a key in quotes, found \(found)")
      }
      let key = try string()
      skipSpace()
      guard take(.colon) else { throw failure("expected a colon after a key, found \(found)") }
      skipSpace()
      guard members.insert(key, try value()) else {
        throw JSONError(offset: start, reason: "the key \(JSONValue.string(key).quoted()) is there twice")
      }
      skipSpace()
      if take(.comma) {
        skipSpace()
        if offset < bytes.count, bytes[offset] == .closeBrace {
          throw failure("a comma before the closing }")
        }
      } else if take(.closeBrace) {
        depth -= 1
        width = members.count
        return .object(members)
      } else {
        throw failure("expected a comma or } in an object, found \(found)")
      }
    }
  }

  private mutating func enter() throws(JSONError) {
    depth += 1
    guard depth <= limits.depth else { throw failure("nested more than \(limits.depth) levels deep") }
    offset += 1
  }

  private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let text = word.description.utf8
    guard bytes[offset...].starts(with: text) else { throw failure("expected \(word), found \(found)") }
    offset += text.count
    return value
  }

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }
}

extension JSONParser {
  /// An error at the present byte.
  func failure(_ reason: String) -> JSONError {
    JSONError(offset: offset, reason: reason)
  }

  /// The present byte in words.
  var found: String {
    guard offset < bytes.count else { return "the end of the text" }
    let byte = bytes[offset]
    return switch byte {
    case 0x21..<0x7F: "\(Character(Unicode.Scalar(byte)))"
    case 0x80...: "a character outside a string"
    default: "byte \(byte)"
    }
  }
}

extension UInt8 {
  static var quote: UInt8 { UInt8(ascii: "\"") }
  static var backslash: UInt8 { UInt8(ascii: "\\") }
  static var openBrace: UInt8 { UInt8(ascii: "{") }
  static var closeBrace: UInt8 { UInt8(ascii: "}") }
  static var openBracket: UInt8 { UInt8(ascii: "[") }
  static var closeBracket: UInt8 { UInt8(ascii: "]") }
  static var comma: UInt8 { UInt8(ascii: ",") }
  static var colon: UInt8 { UInt8(ascii: ":") }
  static var minus: UInt8 { UInt8(ascii: "-") }
  static var zero: UInt8 { UInt8(ascii: "0") }
  static var nine: UInt8 { UInt8(ascii: "9") }
}
