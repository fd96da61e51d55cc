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
    for said in result.said where !isMet(said, in: result) { object[said.field] = value(of: said) }
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
  /// An evaluator may answer `passed`, `overall` and `items` alone: `overall`, or its `summary`, is the summary then, and it did its work.
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
    let isJudgement = ["passed", "overall", "items"].contains { object.has($0) }
    // It may be an object with a summary, or the summary itself.
    let overall = try? object[optional: "overall"]?.looseObject()
    let word = object.value["overall"]?.stringValue ?? overall?.value["summary"]?.stringValue
    let summary = word?.isEmpty == true ? nil : word
    if overall != nil, summary == nil, !object.has("summary") {
      throw Rejection(
        .missingArgument, "The result of \(agent) has no summary, and no overall.summary in its place.",
        details: [.init("agent", .text(agent.text)), .init("argument", .text("overall.summary"))])
    }
    var result = AgentResult(
      agent,
      success: try object.has("success") || !object.has("passed") ? required("success").looseBoolean() : true,
      summary: try object[optional: "summary"]?.string() ?? summary
        ?? required("summary").string())
    func files(_ field: String) throws -> [String]? { try object[optional: field]?.looseStrings() }
    let (created, deleted) = (try files("files_created"), try files("files_deleted"))
    // Who failed, judged, or names its files otherwise, owes no list of what it modified.
    if result.success, created == nil, deleted == nil, !isJudgement { _ = try required("files_modified") }
    result.files = WorkflowFiles(
      created: created ?? [], modified: try files("files_modified") ?? [], deleted: deleted ?? [])
    for item in try object[optional: "items"]?.looseArray() ?? [] {
      let item = try item.looseObject()
      result.items.append(
        JudgedItem(
          try item["target"].string(), passed: try item["passed"].looseBoolean(),
          feedback: FeedbackText.of(item: item)))
    }
    for key in ["decisions", "key_decisions"] {
      for decision in try object[optional: key]?.looseArray() ?? [] {
        result.decisions.append(try self.decision(decision))
      }
    }
    for (key, member) in try object.members() where !known.contains(key) && !member.value.isNull {
      result.said.append(said(key, member.value))
    }
    result.feedback = FeedbackText.of(result: object, overall)
    return result
  }

  /// The results with what the definition's evaluators say in a field of a field: `overall.verdict`.
  package static func met(_ results: [AgentResult], by definition: WorkflowDefinition?) -> [AgentResult] {
    results.map { result in
      guard let field = definition?[result.agent]?.evaluator?.field,
        !result.said.contains(where: { $0.field == field }), let value = inner(field, of: result)
      else { return result }
      var result = result
      result.said.append(said(field, value))
      return result
    }
  }

  /// What stands at a path with dots in what a result says.
  private static func inner(_ path: String, of result: AgentResult) -> JSONValue? {
    let keys = path.split(separator: ".").map(String.init)
    guard keys.count > 1, let head = result.said.first(where: { $0.field == keys[0] }) else { return nil }
    let found = keys.dropFirst().reduce(value(of: head) as JSONValue?) { $0?[$1] }
    return found.flatMap { $0.isNull ? nil : $0 }
  }

  /// Whether it is only what ``met(_:by:)`` found, and stands in another field already.
  private static func isMet(_ said: SaidField, in result: AgentResult) -> Bool {
    said.field.contains(".") && inner(said.field, of: result).map { self.said(said.field, $0) } == said
  }

  package static func decision(_ reader: JSONReader) throws -> WorkflowDecision {
    if case .string(let text) = reader.value { return WorkflowDecision(text) }
    let object = try reader.looseObject()
    return WorkflowDecision(
      phase: try object[optional: "phase"]?.looseInteger(), try object["decision"].string(),
      reason: try object[optional: "reason"]?.string())
  }

  private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  /// A value as text: strings as they are, everything else as JSON.
  private static func said(_ field: String, _ value: JSONValue) -> SaidField {
    switch value {
    case .string(let text):
      let plain = SaidField(field, text)
      if case .string = self.value(of: plain) { return plain }
      return SaidField(field, text, .text)
    case .integer, .number: return SaidField(field, value.serialized(), .number)
    case .null, .bool, .array, .object: return SaidField(field, value.serialized())
    }
  }

  /// The value that was said: a truth value, a number, a list or an object as such.
  private static func value(of said: SaidField) -> JSONValue {
    guard said.form != .text, let first = said.value.utf8.first,
      said.form == .number || [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(first) || said.value == "true"
        || said.value == "false", let value = try? JSONValue(parsing: said.value)
    else { return .string(said.value) }
    return value
  }
}
