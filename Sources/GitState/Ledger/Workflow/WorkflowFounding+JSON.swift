import JSON
import StateMachine

extension WorkflowFounding {
  var json: JSONObject {
    var object: JSONObject = [
      "workflow_id": .string(id.text), "definition": .object(definition.json), "request": .string(request),
      "mode": .string(mode.rawValue),
    ]
    if !targets.isEmpty { object["targets"] = .array(targets.map { .string($0.text) }) }
    object["why"] = .string(why)
    if !instructions.isEmpty { object["instructions"] = .array(instructions.map { .object($0.json) }) }
    object["carried"] = carried.map { .object($0.json) }
    object["imported"] = imported.map { .object($0.json) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      id: try reader["workflow_id"].name(WorkflowID.init),
      definition: try WorkflowDefinition(stored: reader["definition"]),
      request: try reader["request"].string(), mode: try reader.word("mode", ExecutionMode.init(rawValue:)),
      why: try reader["why"].string())
    targets = try reader.names("targets", AgentID.init)
    instructions = try reader.list("instructions", AgentText.init(stored:))
    carried = try reader.optional("carried", CarriedContext.init(stored:))
    imported = try reader.optional("imported", ImportedOrigin.init(stored:))
  }
}

extension CarriedContext {
  var json: JSONObject {
    var object: JSONObject = [
      "workflow_id": .string(id.text), "original_request": .string(originalRequest),
    ]
    func add(_ key: String, _ texts: [String]) {
      if !texts.isEmpty { object[key] = .array(texts.map { .string($0) }) }
    }
    add("history", history)
    if !files.isEmpty { object["files"] = .object(files.json) }
    if !decisions.isEmpty { object["decisions"] = .array(decisions.map { .object($0.json) }) }
    if !summaries.isEmpty { object["summaries"] = .array(summaries.map { .object($0.json) }) }
    add("feedback", feedback)
    add("pending", pending)
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      id: try reader["workflow_id"].name(WorkflowID.init),
      originalRequest: try reader["original_request"].string())
    history = try reader.texts("history")
    files = try reader.optional("files", WorkflowFiles.init(stored:)) ?? files
    decisions = try reader.list("decisions", WorkflowDecision.init(stored:))
    summaries = try reader.list("summaries", AgentText.init(stored:))
    feedback = try reader.texts("feedback")
    pending = try reader.texts("pending")
  }
}

extension ImportedOrigin {
  var json: JSONObject {
    var object: JSONObject = ["problems": .array(problems.map { .string($0) })]
    object["started_at"] = startedAt.map { .string($0.description) }
    if !files.isEmpty { object["files"] = .object(files.json) }
    if !decisions.isEmpty { object["decisions"] = .array(decisions.map { .object($0.json) }) }
    if !summaries.isEmpty { object["summaries"] = .array(summaries.map { .object($0.json) }) }
    object.add("failures", failures)
    object.add("loops", loops)
    if invoked > 0 { object["invoked"] = .integer(invoked) }
    object["begun"] = begun.map { .object($0.json) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      startedAt: try reader.optional("started_at") { (value) throws(JSONPathError) in
        try value.timestamp()
      }, problems: try reader.texts("problems"))
    files = try reader.optional("files", WorkflowFiles.init(stored:)) ?? files
    decisions = try reader.list("decisions", WorkflowDecision.init(stored:))
    summaries = try reader.list("summaries", AgentText.init(stored:))
    failures = try reader.counts("failures")
    loops = try reader.counts("loops")
    invoked = try reader[optional: "invoked"]?.integer() ?? 0
    begun = try reader.optional("begun", PhaseEvaluation.init(stored:))
  }
}

extension AgentText {
  var json: JSONObject { ["agent": .string(agent.text), "text": .string(text)] }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(try reader["agent"].name(AgentID.init), try reader["text"].string())
  }
}

extension JSONReader {
  /// A list of values that may be left out.
  func list<Value>(
    _ key: String, _ read: (JSONReader) throws(JSONPathError) -> Value
  ) throws(JSONPathError) -> [Value] {
    var values: [Value] = []
    for element in try self[optional: key]?.array() ?? [] { values.append(try read(element)) }
    return values
  }
}
