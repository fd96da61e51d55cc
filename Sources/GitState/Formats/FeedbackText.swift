import JSON

/// What a result says is to be mended, as text: nothing of it is left out.
enum FeedbackText {
  /// Lists that say what is to be mended, whoever has them.
  private static let lists = ["blockers", "issues", "action_items", "suggestions"]

  /// The feedback of a result, its lists, and what it says of the whole in sentences; nil where it has none.
  static func of(result: JSONReader, _ overall: JSONReader?) -> String? {
    var parts = [result.value["feedback"].map(text) ?? ""]
    parts += lists.flatMap { bullets(result.value[$0]) }
    if let overall, case .object(let object) = overall.value {
      // `pass_rate`, `severity` and their like are kept beside it, and tell nobody what to mend.
      let telling = object.members.filter { key, value in
        switch value {
        case .string: key == "summary" || lists.contains(key)
        case .array, .object: true
        case .null, .bool, .integer, .number: false
        }
      }
      parts.append(text(.object(JSONObject(telling.map { ($0.key, $0.value) }))))
    } else if let words = result.value["overall"]?.stringValue {
      parts.append(words)
    }
    return joined(parts)
  }

  /// The feedback of one judged thing, and whatever else is said of it.
  static func of(item: JSONReader) -> String? {
    guard case .object(let object) = item.value else { return nil }
    let others = JSONObject(
      object.members.filter { !["target", "passed", "feedback"].contains($0.key) }.map { ($0.key, $0.value) })
    return joined([object["feedback"].map(text) ?? "", text(.object(others))])
  }

  /// The parts that say something, each once.
  private static func joined(_ parts: [String]) -> String? {
    var text = ""
    for part in parts where !part.isEmpty && !text.contains(part) {
      text += (text.isEmpty ? "" : "\n") + part
    }
    return text.isEmpty ? nil : text
  }

  /// A sentence as it is; a list, a line each; an object as its summary with everything else below it.
  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: return ""
    case .string(let text): return text
    case .array: return bullets(value).joined(separator: "\n")
    case .bool, .integer, .number: return value.serialized()
    case .object(let object):
      var lines = [object["summary"].map(text) ?? ""]
      lines += lists.flatMap { bullets(object[$0]) }
      for (key, member) in object.members where key != "summary" && !lists.contains(key) {
        let said = text(member)
        if !said.isEmpty { lines.append("- \(key): \(said)") }
      }
      return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }
  }

  private static func bullets(_ value: JSONValue?) -> [String] {
    switch value {
    case nil, .null: []
    case .array(let elements): elements.map { "- \(element($0))" }
    case .some(let value): ["- \(element(value))"]
    }
  }

  private static func element(_ value: JSONValue) -> String { value.stringValue ?? value.serialized() }
}
