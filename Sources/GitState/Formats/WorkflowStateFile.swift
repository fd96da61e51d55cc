package import JSON
package import StateMachine

/// A workflow-state.json that an agent kept by hand, as far as it can be believed.
package struct WorkflowStateFile: Sendable {
  /// Its id, where that is one.
  package internal(set) var id: WorkflowID?
  package internal(set) var name: String
  package internal(set) var definition: WorkflowDefinition
  package internal(set) var request: String
  package internal(set) var mode = ExecutionMode.full
  package internal(set) var targets: [AgentID] = []
  package internal(set) var startedAt: Timestamp?
  /// The phases that are complete, in their order, up to the first that is not.
  package internal(set) var evaluations: [PhaseEvaluation] = []
  package internal(set) var carried = CarriedParts()
  /// How it ended; nil where it goes on.
  package internal(set) var end: WorkflowEnd?
  /// The rules that it breaks, in sentences.
  package internal(set) var problems: [String] = []

  /// What stands in it beside the phases.
  package struct CarriedParts: Sendable {
    package var files = WorkflowFiles()
    package var decisions: [WorkflowDecision] = []
    package var summaries: [AgentText] = []
  }

  /// Reads a state.
  ///
  /// - Parameter given: the definition, where the caller has it: a state alone tells of no evaluators and no approvals.
  /// - Throws: for what is no state at all: without a request, or with phases that can't be told.
  package init(_ value: JSONValue, definition given: WorkflowDefinition?) throws {
    let reader = try JSONReader(value, path: "state").looseObject()
    name = try reader[optional: "workflow_name"]?.string() ?? given?.name ?? "imported"
    request = try reader[optional: "context_preservation"]?[optional: "original_request"]?.string() ?? ""
    if comparable(request).isEmpty {
      request =
        try reader[optional: "next_action"]?[optional: "context"]?[optional: "original_request"]?.string()
        ?? ""
    }
    if let given { definition = given } else { definition = try Self.definition(name, reader) }
    if comparable(request).isEmpty {
      request = "Not told"
      problems.append("context_preservation.original_request is missing.")
    }
    try readHead(reader)
    try readContext(reader)
    try readPhases(reader)
    try readEnd(reader)
  }

  /// The phases as the state lists them.
  private static func definition(_ name: String, _ reader: JSONReader) throws -> WorkflowDefinition {
    var phases: [WorkflowPhase] = []
    for phase in try reader["execution_phases"].looseArray() {
      let phase = try phase.looseObject()
      var agents: [AgentID] = []
      for agent in try phase["agents"].looseStrings() { agents.append(try AgentID(agent)) }
      phases.append(WorkflowPhase(agents.count > 1 ? .parallel : .sequential, agents))
    }
    let definition = WorkflowDefinition(
      name: name, phases: phases, agents: phases.flatMap(\.agents).map { WorkflowAgent($0) })
    try definition.check()
    return definition
  }

  private mutating func readHead(_ reader: JSONReader) throws {
    if let text = try reader[optional: "workflow_id"]?.string() {
      id = try? WorkflowID(text)
      if id == nil { problems.append("workflow_id \(quoted(text)) is no id: it gets another.") }
    } else {
      problems.append("workflow_id is missing: it gets one.")
    }
    if let text = try reader[optional: "started_at"]?.string() {
      // Fractions of a second and offsets are other programs' ways.
      startedAt = Timestamp(text) ?? Timestamp(text.prefix(19) + "Z")
      if startedAt == nil { problems.append("started_at \(quoted(text)) is no time.") }
    } else {
      problems.append("started_at is missing.")
    }
    let word = try reader[optional: "execution_mode"]?.string() ?? "full"
    mode = ExecutionMode(rawValue: comparable(word)) ?? .full
    for text in try reader[optional: "target_agents"]?.looseStrings() ?? [] {
      guard let agent = try? AgentID(text), definition[agent] != nil else {
        problems.append("target_agents names \(quoted(text)), which works in no phase.")
        continue
      }
      targets.append(agent)
    }
    if mode == .resume { mode = targets.isEmpty ? .full : targets.count == 1 ? .partial : .selective }
    if mode != .full, targets.isEmpty {
      problems.append("execution_mode is \(word), and target_agents names nobody: it goes on as full.")
      mode = .full
    }
    if mode == .full { targets = [] }
    if let total = try reader[optional: "total_phases"]?.looseInteger(), targets.isEmpty,
      total != definition.phases.count
    {
      problems.append("total_phases is \(total), and there are \(definition.phases.count).")
    }
  }

  private mutating func readContext(_ reader: JSONReader) throws {
    guard let context = try reader[optional: "context_preservation"]?.looseObject() else {
      problems.append("context_preservation is missing.")
      return
    }
    for decision in try context[optional: "key_decisions"]?.looseArray() ?? [] {
      let decision = try AgentResultForm.decision(decision)
      if decision.reason == nil {
        problems.append("the decision \(quoted(decision.decision)) has no reason.")
      }
      carried.decisions.append(decision)
    }
    if let files = try context[optional: "accumulated_files"]?.looseObject() {
      func list(_ key: String) throws -> [String] { try files[optional: key]?.looseStrings() ?? [] }
      carried.files = WorkflowFiles(
        created: try list("created"), modified: try list("modified"), deleted: try list("deleted"))
    }
    for (name, text) in try context[optional: "work_summary_by_agent"]?.looseObject().members() ?? [] {
      guard let agent = try? AgentID(name), definition[agent] != nil else {
        problems.append("work_summary_by_agent names \(quoted(name)), which works in no phase.")
        continue
      }
      carried.summaries.append(AgentText(agent, try text.string()))
    }
  }
}
