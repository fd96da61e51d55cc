/// How much of a workflow is carried out.
package enum ExecutionMode: String, CaseIterable, Sendable {
  case full
  /// One agent.
  case partial
  /// Some agents.
  case selective
  /// What an interrupted one has left.
  case resume
}

/// What a workflow begins with.
package struct WorkflowFounding: Hashable, Sendable {
  package let id: WorkflowID
  package var definition: WorkflowDefinition
  package var request: String
  package var mode: ExecutionMode
  /// Who works, in the definition's order; empty for everyone.
  package var targets: [AgentID] = []
  /// Why this mode and these agents.
  package var why: String
  /// What agents are told besides, one by one.
  package var instructions: [AgentText] = []
  /// The workflow that it goes on with, and what came of that.
  package var carried: CarriedContext?
  /// Where it was kept before, by hand.
  package var imported: ImportedOrigin?

  package init(
    id: WorkflowID, definition: WorkflowDefinition, request: String, mode: ExecutionMode, why: String
  ) {
    self.id = id
    self.definition = definition
    self.request = request
    self.mode = mode
    self.why = why
  }

  /// The same under another id.
  package func named(_ id: WorkflowID) -> WorkflowFounding {
    var other = WorkflowFounding(id: id, definition: definition, request: request, mode: mode, why: why)
    other.targets = targets
    other.instructions = instructions
    other.carried = carried
    other.imported = imported
    return other
  }
}

/// A text that belongs to an agent.
package struct AgentText: Hashable, Sendable {
  package let agent: AgentID
  package let text: String

  package init(_ agent: AgentID, _ text: String) {
    self.agent = agent
    self.text = text
  }
}

/// What a workflow takes over from the one that it continues.
package struct CarriedContext: Hashable, Sendable {
  package let id: WorkflowID
  package var originalRequest: String
  /// How it went, a sentence for each phase.
  package var history: [String] = []
  package var files = WorkflowFiles()
  package var decisions: [WorkflowDecision] = []
  package var summaries: [AgentText] = []
  /// What was sent back, oldest first.
  package var feedback: [String] = []
  /// What was left open.
  package var pending: [String] = []

  package init(id: WorkflowID, originalRequest: String) {
    self.id = id
    self.originalRequest = originalRequest
  }
}

/// Where an imported workflow comes from.
package struct ImportedOrigin: Hashable, Sendable {
  /// When it began, as its file says, where that is a time.
  package var startedAt: Timestamp?
  /// The rules that its file broke, in sentences.
  package var problems: [String]
  /// What had been done before, beside what its phases say.
  package var files = WorkflowFiles()
  package var decisions: [WorkflowDecision] = []
  package var summaries: [AgentText] = []
  /// How often an agent had failed, and an evaluator sent work back, before what is taken over as an event.
  package var failures: [AgentID: Int] = [:]
  package var loops: [AgentID: Int] = [:]
  /// How many times agents had worked, beside those whose results are there.
  package var invoked = 0
  /// A phase of which some have a result and others none.
  package var begun: PhaseEvaluation?

  package init(startedAt: Timestamp?, problems: [String]) {
    self.startedAt = startedAt
    self.problems = problems
  }
}
