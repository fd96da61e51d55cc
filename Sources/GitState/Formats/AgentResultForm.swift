package import JSON
package import StateMachine

/// An agent's result as it is written in evaluations and in the state.
package enum AgentResultForm {
  /// The keys that have a place of their own; every other one is kept as it was said.
  private static let known: Set<String> = [
    "agent", "success", "summary", "files_modified", "files_created", "files_deleted", "feedback", "items",
    "decisions", "key_decisions",
  ]

  package static func json(_ result: AgentResult) -> JSONObject {
    var object: JSONObject = [
      "agent": .string(result.agent.text), "success": .bool(result.success),
      "summary": .string(result.summary), "files_modified": list(result.files.modified),
    ]
    if !result.files.created.isEmpty { object["files_created"] = list(result.files.created) }
    if !result.files.deleted.isEmpty { object["files_deleted"] = list(result.files.deleted) }
    for said in result.said { object[said.field] = value(of: said.value) }
    object["feedback"] = result.feedback.map { .string($0) }
    if !result.items.isEmpty {
      object["items"] = .array(
        result.items.map { item in
          var object: JSONObject = ["target": .string(item.target), "passed": .bool(item.passed)]
          object["feedback"] = item.feedback.map { .string($0) }
          return .object(object)
        })
    }
    if !result.decisions.isEmpty { object["decisions"] = .array(result.decisions.map { .object($0.json) }) }
    return object
  }

  /// Reads a result.
  ///
  /// - Throws: for a field that is missing or of another form, naming the agent and the field.
  package static func read(_ reader: JSONReader) throws -> AgentResult {
    let object = try reader.looseObject()
    guard let name = try object[optional: "agent"] else {
      throw Rejection(
        .missingArgument, "\(reader.path) does not say which agent it is of.",
        details: [.init("argument", .text("agent"))])
    }
    let agent = try AgentID(name.string())
    func required(_ field: String) throws -> JSONReader {
      guard let value = try object[optional: field] else {
        throw Rejection(
          .missingArgument, "The result of \(agent) has no \(field).",
          details: [.init("agent", .text(agent.text)), .init("argument", .text(field))])
      }
      return value
    }
    var result = AgentResult(
      agent, success: try required("success").looseBoolean(), summary: try required("summary").string())
    func files(_ field: String) throws -> [String]? { try object[optional: field]?.looseStrings() }
    let (created, deleted) = (try files("files_created"), try files("files_deleted"))
    // Who failed, or names its files otherwise, owes no list of what it modified.
    if result.success, created == nil, deleted == nil { _ = try required("files_modified") }
    result.files = WorkflowFiles(
      created: created ?? [], modified: try files("files_modified") ?? [], deleted: deleted ?? [])
    result.feedback = try object[optional: "feedback"].map(feedback)
    for item in try object[optional: "items"]?.looseArray() ?? [] {
      let item = try item.looseObject()
      result.items.append(
        JudgedItem(
          try item["target"].string(), passed: try item["passed"].looseBoolean(),
          feedback: try item[optional: "feedback"].map(feedback)))
    }
    for key in ["decisions", "key_decisions"] {
      for decision in try object[optional: key]?.looseArray() ?? [] {
        result.decisions.append(try self.decision(decision))
      }
    }
    for (key, member) in try object.members() where !known.contains(key) && !member.value.isNull {
      result.said.append(SaidField(key, text(of: member.value)))
    }
    if result.feedback == nil, let words = object.value["overall"]?["summary"]?.stringValue {
      result.feedback = words
    }
    return result
  }

  package static func decision(_ reader: JSONReader) throws -> WorkflowDecision {
    if case .string(let text) = reader.value { return WorkflowDecision(text) }
    let object = try reader.looseObject()
    return WorkflowDecision(
      phase: try object[optional: "phase"]?.looseInteger(), try object["decision"].string(),
      reason: try object[optional: "reason"]?.string())
  }

  /// Feedback in a sentence, or as its summary with what is to be mended below it.
  private static func feedback(_ reader: JSONReader) throws -> String {
    if case .string(let text) = reader.value { return text }
    let object = try reader.looseObject()
    var lines = [try object[optional: "summary"]?.string()].compactMap(\.self)
    for key in ["blockers", "issues", "action_items", "suggestions"] {
      for text in try object[optional: key]?.looseStrings() ?? [] { lines.append("- \(text)") }
    }
    return lines.joined(separator: "\n")
  }

  private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  /// A value as text: strings as they are, everything else as JSON.
  private static func text(of value: JSONValue) -> String {
    if case .string(let text) = value { return text }
    return value.serialized()
  }

  /// The value that a text stands for: a truth value, a list or an object as such.
  private static func value(of text: String) -> JSONValue {
    guard let first = text.utf8.first,
      [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(first) || text == "true" || text == "false",
      let value = try? JSONValue(parsing: text)
    else { return .string(text) }
    return value
  }
}
