import StateMachine

/// Workflows in which every standing of a phase and of an agent occurs, at a fixed moment.
enum SampleWorkflow {
  static func definition(text: String? = nil) throws -> WorkflowDefinition {
    func agent(_ id: String, _ role: String, keywords: [String] = []) throws -> WorkflowAgent {
      var agent = WorkflowAgent(try AgentID(id))
      agent.role = text ?? role
      agent.keywords = keywords
      return agent
    }
    let planner = try agent("planner", "You plan the work.")
    var frontend = try agent("frontend", "You write what is seen.")
    frontend.documents = ["docs/design.md"]
    let backend = try agent("backend", "You write what answers.")
    var reviewer = try agent("code-reviewer", "You judge the code.")
    var evaluator = WorkflowEvaluator(retry: [frontend.id, backend.id])
    evaluator.feedback = "The review says: {{feedback}}"
    reviewer.evaluator = evaluator
    let tester = try agent("tester", "You test it.")
    var deployer = try agent("deployer", "You bring it to the users.")
    var approval = WorkflowApproval(question: text ?? "Shall it go to the users?")
    approval.target = backend.id
    deployer.approval = approval
    return WorkflowDefinition(
      name: text ?? "Fullstack",
      phases: [
        .init(.sequential, [planner.id]), .init(.parallel, [frontend.id, backend.id]),
        .init(.sequential, [reviewer.id]), .init(.sequential, [tester.id]), .init(.sequential, [deployer.id]),
      ], agents: [planner, frontend, backend, reviewer, tester, deployer])
  }

  /// A workflow that is driven by commands.
  struct Driven {
    var workflow = Workflow()
    private var seq = 0

    init(_ definition: WorkflowDefinition, request: String, leavingOut left: [String] = ["tester"]) throws {
      var founding = WorkflowFounding(
        id: try WorkflowID("wf-1764148200123"), definition: definition, request: request,
        mode: left.isEmpty ? .full : .selective, why: "The request names what is to be done by whom.")
      founding.targets = left.isEmpty ? [] : definition.order.filter { !left.contains($0.text) }
      try self(180, .start(founding))
    }

    mutating func callAsFunction(_ minutes: Int, _ command: WorkflowCommand) throws {
      let at = SamplePlan.ago(minutes)
      let events = try workflow.decide(command, given: WorkflowFacts(), at: at)
      seq += 1
      for event in events { workflow.apply(Recorded(event, at: at, by: "Ada", seq: seq)) }
    }

    mutating func pass(_ phase: Int, _ minutes: Int, _ agents: String...) throws {
      try self(minutes, .evaluate(phase: phase, results: agents.map { try done($0) }, attempt: nil))
    }

    mutating func review(_ minutes: Int, _ decision: String, _ feedback: String? = nil) throws {
      var result = try done("code-reviewer")
      result.said = [SaidField("decision", decision)]
      result.feedback = feedback
      if feedback != nil {
        result.items = [JudgedItem("frontend", passed: false, feedback: feedback)]
        result.items.append(JudgedItem("backend", passed: true))
      }
      try self(minutes, .evaluate(phase: 3, results: [result], attempt: nil))
    }
  }

  static func done(_ agent: String, files: WorkflowFiles = WorkflowFiles()) throws -> AgentResult {
    var result = AgentResult(try AgentID(agent), success: true, summary: "\(agent) has done its part")
    result.files = files
    return result
  }

  /// At work in its second phase again: the reviewer sent the frontend back.
  static func sentBack() throws -> Workflow {
    var driven = try Driven(definition(), request: "Add a login\n\nWith names and passwords first.")
    try driven.pass(1, 150, "planner")
    let files = WorkflowFiles(created: ["src/login.ts"], modified: ["src/app.ts", "src/api.ts"])
    try driven(
      60, .evaluate(phase: 2, results: [done("frontend", files: files), done("backend")], attempt: nil))
    try driven.review(12, "CHANGES_REQUESTED", "The password is shown while it is typed.")
    return driven.workflow
  }

  /// Waits for a person on its last phase.
  static func waiting() throws -> Workflow {
    var driven = Driven.resuming(try sentBack())
    try driven.pass(2, 9, "frontend")
    try driven.review(6, "APPROVED")
    try driven.pass(5, 4, "deployer")
    return driven.workflow
  }

  static func completed() throws -> Workflow {
    let waiting = try waiting()
    var driven = Driven.resuming(waiting)
    let verdict = Verdict(.approve, by: .terminal, seen: "d", present: "d")
    try driven(1, .decide(verdict))
    return driven.workflow
  }

  /// The planner failed more often than it may.
  static func failed() throws -> Workflow {
    var driven = try Driven(definition(), request: "Add a login", leavingOut: [])
    for minutes in [90, 60, 30] {
      let result = AgentResult(
        try AgentID("planner"), success: false, summary: "The store can't be read: \(minutes)")
      try driven(minutes, .evaluate(phase: 1, results: [result], attempt: nil))
    }
    return driven.workflow
  }

  /// A workflow whose texts steer a terminal.
  static func hostile() throws -> Workflow {
    let text = SamplePlan.hostile
    var driven = try Driven(definition(text: text), request: text)
    try driven.pass(1, 3, "planner")
    let files = WorkflowFiles(created: [text])
    try driven(
      2, .evaluate(phase: 2, results: [done("frontend", files: files), done("backend")], attempt: nil))
    try driven.review(1, "REJECTED", text)
    return driven.workflow
  }
}

extension SampleWorkflow.Driven {
  static func resuming(_ workflow: Workflow) -> Self { Self(workflow) }

  private init(_ workflow: Workflow) {
    self.workflow = workflow
    seq = 100
  }
}
