package import JSON
package import StateMachine

extension WorkflowDefinition {
  /// The form in which definitions are written and stored: keys that say nothing are left out.
  package var json: JSONObject {
    var object: JSONObject = ["name": .string(name)]
    object["description"] = about.map { .string($0) }
    object["phases"] = .array(phases.map { .object($0.json) })
    object["agents"] = .array(agents.map { .object($0.json) })
    object["max_retries"] = .integer(maxRetries)
    object["approve_via"] = .string(approveVia.rawValue)
    return object
  }

  package init(stored reader: JSONReader) throws(JSONPathError) {
    var phases: [WorkflowPhase] = []
    for phase in try reader["phases"].array() { phases.append(try WorkflowPhase(stored: phase)) }
    var agents: [WorkflowAgent] = []
    for agent in try reader["agents"].array() { agents.append(try WorkflowAgent(stored: agent)) }
    self.init(name: try reader["name"].string(), phases: phases, agents: agents)
    about = try reader.text("description")
    maxRetries = try reader[optional: "max_retries"]?.integer() ?? maxRetries
    if reader.has("approve_via") {
      approveVia = try reader.word("approve_via", ApprovalPolicy.Via.init(rawValue:))
    }
  }
}

extension WorkflowPhase {
  package var json: JSONObject {
    var object: JSONObject = [
      "type": .string(kind.rawValue), "agents": .array(agents.map { .string($0.text) }),
    ]
    if kind == .parallel || aggregation != .allMustPass {
      object["aggregation"] = .string(aggregation.rawValue)
    }
    return object
  }

  package init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      reader.has("type") ? try reader.word("type", Kind.init(rawValue:)) : .sequential,
      try reader.names("agents", AgentID.init),
      reader.has("aggregation")
        ? try reader.word("aggregation", Aggregation.init(rawValue:)) : .allMustPass)
  }
}

extension WorkflowAgent {
  package var json: JSONObject {
    var object: JSONObject = ["id": .string(id.text)]
    object["name"] = name.map { .string($0) }
    object["role"] = role.map { .string($0) }
    if !keywords.isEmpty { object["keywords"] = .array(keywords.map { .string($0) }) }
    object["instruction"] = instruction.map { .string($0) }
    if !documents.isEmpty { object["documents"] = .array(documents.map { .string($0) }) }
    object["evaluator"] = evaluator.map { .object($0.json) }
    object["approval"] = approval.map { .object($0.json) }
    object["max_retries"] = maxRetries.map { .integer($0) }
    return object
  }

  package init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(try reader["id"].name(AgentID.init))
    name = try reader.text("name")
    role = try reader.text("role")
    keywords = try reader.texts("keywords")
    instruction = try reader.text("instruction")
    documents = try reader.texts("documents")
    evaluator = try reader.optional("evaluator", WorkflowEvaluator.init(stored:))
    approval = try reader.optional("approval", WorkflowApproval.init(stored:))
    maxRetries = try reader[optional: "max_retries"]?.integer()
  }
}

extension WorkflowEvaluator {
  var json: JSONObject {
    var object: JSONObject = [
      "success": ["field": .string(field), "value": .string(value)], "max_retries": .integer(maxRetries),
      "retry": .array(retry.map { .string($0.text) }),
    ]
    if rerun != .evaluator { object["rerun"] = .string(rerun.rawValue) }
    object["feedback"] = feedback.map { .string($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(retry: try reader.names("retry", AgentID.init))
    if let success = try reader[optional: "success"] {
      field = try success["field"].string()
      let wanted = try success["value"]
      // Truth values are written as such, and compared as words.
      if case .bool(let flag) = wanted.value { value = "\(flag)" } else { value = try wanted.string() }
    }
    maxRetries = try reader[optional: "max_retries"]?.integer() ?? maxRetries
    if reader.has("rerun") { rerun = try reader.word("rerun", Rerun.init(rawValue:)) }
    feedback = try reader.text("feedback")
  }
}

extension WorkflowApproval {
  var json: JSONObject {
    var object: JSONObject = ["question": .string(question)]
    if options != Self.options { object["options"] = .array(options.map { .string($0) }) }
    object["target"] = target.map { .string($0.text) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(question: try reader["question"].string())
    if reader.has("options") { options = try reader.texts("options") }
    target = try reader.agent("target")
  }
}

extension JSONReader {
  /// Whether a member is there that is not null.
  func has(_ key: String) -> Bool { value[key].map { !$0.isNull } ?? false }

  /// An agent that may be left out.
  func agent(_ key: String) throws(JSONPathError) -> AgentID? {
    try optional(key) { (value) throws(JSONPathError) in try value.name(AgentID.init) }
  }
}
