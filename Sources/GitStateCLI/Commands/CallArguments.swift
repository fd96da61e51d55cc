import JSON
import MCPServer
import StateMachine

/// A tool's arguments as they stand on a command line.
enum CallArguments {
  /// The object that a text is.
  static func object(_ text: String, from source: String) throws(Rejection) -> JSONObject {
    do {
      if let object = try JSONValue(parsing: text).objectValue { return object }
    } catch {
      throw Rejection(
        .invalidArgument, "\(source) is no JSON, \(error).",
        remedy: "Give one object, in single quotes: --json '{\"branch\":\"plan/x\"}'")
    }
    throw Rejection(
      .invalidArgument, "\(source) is JSON, but no object.",
      remedy: "Give one object: {\"branch\":\"plan/x\"}")
  }

  /// Takes in one `key=value`, its value read as the parameter's kind asks.
  ///
  /// A list that is named more than once grows. What is of no kind that fits is left to the tool, which says so.
  static func take(
    _ pair: String, into arguments: inout JSONObject, parameters: [Parameter], of tool: String
  ) throws(Rejection) {
    guard let mark = pair.firstIndex(of: "="), mark > pair.startIndex else {
      throw Rejection(
        .invalidArgument, "\(quoted(pair)) is no key=value.",
        remedy:
          "`gitstate tools \(shellWord(tool))` shows the keys; a text with spaces goes in quotes: 'summary=It works'"
      )
    }
    let key = String(pair[..<mark])
    let text = String(pair[pair.index(after: mark)...])
    let kind = parameters.first { $0.name == key || $0.aliases.contains(key) }?.kind ?? .text
    let value = try value(text, of: kind, key: key)
    if case .array(let more) = value, case .array(let before)? = arguments[key] {
      arguments[key] = .array(before + more)
    } else {
      arguments[key] = value
    }
  }

  private static func value(_ text: String, of kind: Parameter.Kind, key: String) throws(Rejection)
    -> JSONValue
  {
    switch kind {
    case .text, .id, .choice: return .string(text)
    case .number: return Int(text).map { .integer($0) } ?? .string(text)
    case .flag:
      switch comparable(text) {
      case "true", "yes", "1": return true
      case "false", "no", "0": return false
      default: return .string(text)
      }
    case .ids, .texts:
      if text.hasPrefix("[") { return try parsed(text, key: key) }
      return .array(text.split(separator: ",").map { .string(trimmed($0)) })
    case .list:
      // One object stands for a list of one, so that a list can be given by naming the key again and again.
      let value = try parsed(text, key: key)
      return value.objectValue == nil ? value : [value]
    case .record: return try parsed(text, key: key)
    }
  }

  private static func parsed(_ text: String, key: String) throws(Rejection) -> JSONValue {
    do {
      return try JSONValue(parsing: text)
    } catch {
      throw Rejection(
        .invalidArgument, "\(plain(key)) takes JSON, and \(quoted(text)) is none, \(error).",
        details: [.init("argument", .text(key))])
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
