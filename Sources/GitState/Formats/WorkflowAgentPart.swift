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
    func text(_ part: WorkflowPart) throws(JSONPathError) -> String { try part.text() }
    func texts(_ part: WorkflowPart) throws(JSONPathError) -> [String] { try part.texts() }
    agent.name = part.read("name", text)
    agent.role = part.read("role", text)
    agent.keywords = part.read("keywords", texts) ?? []
    agent.instruction = part.read("instruction", text)
    agent.documents = part.read("documents", texts) ?? []
    agent.maxRetries = part.read("max_retries") { (part) throws(JSONPathError) in try part.number() }
    agent.evaluator = part.read("evaluator") { (part) throws(JSONPathError) in try WorkflowEvaluator(part) }
    agent.approval = part.read("approval") { (part) throws(JSONPathError) in try WorkflowApproval(part) }
    if let needs = part["depends_on"] {
      let elements =
        needs.value.arrayValue == nil
        ? [needs]
        : part.faults.noting(leavesGap: true) { () throws(JSONPathError) in
          try needs.elements(atMost: WorkflowLimits.agents)
        } ?? []
      for element in elements {
        let agent = part.faults.noting(leavesGap: true) { () throws(JSONPathError) in try element.agent() }
        if let agent { self.needs.append((agent, element)) }
      }
    }
    group = part.read("parallel_group") { (part) throws(JSONPathError) in try part.label() }
    aggregation = part.read("aggregation") { (part) throws(JSONPathError) in
      try part.word(WorkflowPhase.Aggregation.init(rawValue:))
    }
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
      part.read("type") { (part) throws(JSONPathError) in try part.word(Kind.init(rawValue:)) }
        ?? (agents.count > 1 && part["aggregation"] != nil ? .parallel : .sequential),
      agents,
      part.read("aggregation") { (part) throws(JSONPathError) in try part.word(Aggregation.init(rawValue:)) }
        ?? .allMustPass)
  }
}

extension WorkflowEvaluator {
  init(_ part: WorkflowPart) throws(JSONPathError) {
    try part.knowOnly(["success", "max_retries", "retry", "rerun", "feedback"])
    var retry: [AgentID] = []
    for agent in try part.required("retry").agents() where !retry.contains(agent) { retry.append(agent) }
    self.init(retry: retry)
    if let condition = part.read("success", Self.condition) { (field, value) = condition }
    maxRetries = part.read("max_retries") { (part) throws(JSONPathError) in try part.number() } ?? maxRetries
    rerun =
      part.read("rerun") { (part) throws(JSONPathError) in try part.word(Rerun.init(rawValue:)) } ?? rerun
    feedback = part.read("feedback") { (part) throws(JSONPathError) in try part.text() }
  }

  /// What means success: `decision=APPROVED`, or {field, value}.
  private static func condition(
    _ success: WorkflowPart
  ) throws(JSONPathError) -> (field: String, value: String) {
    guard let text = success.value.stringValue else {
      _ = try success.reader.object()
      try success.knowOnly(["field", "value"])
      return (try success.required("field").text(), try success.required("value").said())
    }
    // `decision!` is no field: what is denied says nothing of what means success.
    if let sign = ["!=", "<", ">", "~"].first(where: { text.contains($0) }) {
      throw success.reader.refused(
        "a condition says what means success, as decision=APPROVED does, and \(quoted(sign)) in \(quoted(text)) is not understood"
      )
    }
    let halves = text.split(separator: "=", omittingEmptySubsequences: false)
      .map { comparable(String($0)).isEmpty ? "" : trimmed($0) }.filter { !$0.isEmpty }
    guard halves.count == 2 else {
      throw success.reader.unexpected("a condition such as decision=APPROVED")
    }
    return (halves[0], halves[1])
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
    options = part.read("options") { (part) throws(JSONPathError) in try part.texts() } ?? options
    target = part.read("target") { (part) throws(JSONPathError) in try part.agent() }
  }
}
