import JSON
import StateMachine

/// An agent of a definition, with what only its file says of it.
struct WorkflowAgentPart {
  private static let keys = [
    "id", "name", "role", "keywords", "instruction", "documents", "evaluator", "approval", "max_retries",
    "depends_on", "parallel_group", "aggregation",
  ]

  var agent: WorkflowAgent
  var needs: [(agent: AgentID, part: WorkflowPart)] = []
  /// Agents of one layer and one group work at the same time.
  var group: String?
  var aggregation: WorkflowPhase.Aggregation?
  /// What it depends on stands here.
  var part: WorkflowPart?

  init(_ id: AgentID) { agent = WorkflowAgent(id) }

  init(_ part: WorkflowPart) throws(JSONPathError) {
    if part.value.stringValue != nil {
      self.init(try part.agent())
      return
    }
    try part.knowOnly(Self.keys)
    self.init(try part.required("id").agent())
    self.part = part
    agent.name = try part["name"]?.text()
    agent.role = try part["role"]?.text()
    agent.keywords = try part["keywords"]?.texts() ?? []
    agent.instruction = try part["instruction"]?.text()
    agent.documents = try part["documents"]?.texts() ?? []
    agent.maxRetries = try part["max_retries"]?.number()
    if let evaluator = part["evaluator"] { agent.evaluator = try WorkflowEvaluator(evaluator) }
    if let approval = part["approval"] { agent.approval = try WorkflowApproval(approval) }
    if let needs = part["depends_on"] {
      let elements = needs.value.arrayValue == nil ? [needs] : try needs.elements()
      for element in elements { self.needs.append((try element.agent(), element)) }
    }
    if let group = part["parallel_group"] { self.group = try group.label() }
    aggregation = try part["aggregation"]?.word(WorkflowPhase.Aggregation.init(rawValue:))
  }
}

extension WorkflowPhase {
  /// A phase: an agent's id, or `agent`, or `agents` with what they come to.
  init(_ part: WorkflowPart) throws(JSONPathError) {
    if part.value.stringValue != nil {
      self.init(.sequential, [try part.agent()])
      return
    }
    try part.knowOnly(["type", "agent", "agents", "aggregation"])
    guard let written = part.first(of: "agents", "agent") else { throw part.refused("agents is required") }
    if part["agents"] != nil, part["agent"] != nil { throw part.refused("it has both agent and agents") }
    let agents = try written.agents()
    self.init(
      try part["type"]?.word(Kind.init(rawValue:))
        ?? (agents.count > 1 && part["aggregation"] != nil ? .parallel : .sequential),
      agents, try part["aggregation"]?.word(Aggregation.init(rawValue:)) ?? .allMustPass)
  }
}

extension WorkflowEvaluator {
  init(_ part: WorkflowPart) throws(JSONPathError) {
    try part.knowOnly(["success", "max_retries", "retry", "rerun", "feedback"])
    self.init(retry: try part.required("retry").agents())
    if let success = part["success"] {
      if let text = success.value.stringValue {
        // `decision!` is no field: what is denied says nothing of what means success.
        if let sign = ["!=", "<", ">", "~"].first(where: { text.contains($0) }) {
          throw success.reader.refused(
            "a condition says what means success, as decision=APPROVED does, and \(quoted(sign)) in \(quoted(text)) is not understood"
          )
        }
        let halves = text.split(separator: "=", omittingEmptySubsequences: false)
          .map { comparable(String($0)).isEmpty ? "" : Self.trimmed($0) }.filter { !$0.isEmpty }
        guard halves.count == 2 else {
          throw success.reader.unexpected("a condition such as decision=APPROVED")
        }
        (field, value) = (halves[0], halves[1])
      } else {
        _ = try success.reader.object()
        try success.knowOnly(["field", "value"])
        field = try success.required("field").text()
        value = try success.required("value").said()
      }
    }
    maxRetries = try part["max_retries"]?.number() ?? maxRetries
    rerun = try part["rerun"]?.word(Rerun.init(rawValue:)) ?? rerun
    feedback = try part["feedback"]?.text()
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " || $0 == "=" }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension WorkflowApproval {
  /// A question, or the text of one.
  init(_ part: WorkflowPart) throws(JSONPathError) {
    if let question = part.value.stringValue {
      self.init(question: question)
      return
    }
    try part.knowOnly(["question", "options", "target"])
    self.init(question: try part.required("question").text())
    options = try part["options"]?.texts() ?? options
    target = try part["target"]?.agent()
  }
}
