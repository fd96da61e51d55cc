package import JSON
package import StateMachine

/// A workflow-state.json that was kept elsewhere, as far as it can be believed.
package struct WorkflowStateFile: Sendable {
  /// The state in one form: what older drivers wrote shorter is written out.
  package internal(set) var json: JSONValue
  /// Its id, where that is one.
  package internal(set) var id: WorkflowID?
  package internal(set) var name: String
  package internal(set) var definition: WorkflowDefinition
  package internal(set) var request: String
  package internal(set) var why: String?
  package internal(set) var mode = ExecutionMode.full
  package internal(set) var targets: [AgentID] = []
  /// When it began, its counts, and what stands in it beside the phases.
  package internal(set) var origin = ImportedOrigin(startedAt: nil, problems: [])
  /// The workflow that it went on with.
  package internal(set) var carried: CarriedContext?
  package internal(set) var adopted = AdoptedState()
  /// The paths of what ``problems`` say already.
  package internal(set) var named: Set<String> = []
  let now: Timestamp
  let isDefinitionGiven: Bool

  /// The rules that it breaks, in sentences.
  package var problems: [String] { origin.problems }

  /// What a workflow is founded with that goes on from there.
  package func founding(_ id: WorkflowID) -> WorkflowFounding {
    var founding = WorkflowFounding(
      id: id, definition: definition, request: request, mode: mode,
      why: why ?? "Imported from a state that was kept by hand.")
    founding.targets = targets
    founding.imported = origin
    founding.carried = carried
    return founding
  }

  /// Reads a state.
  ///
  /// - Parameters:
  ///   - given: the definition, where the caller has it: a state alone tells little of evaluators and approvals.
  ///   - now: the time of the import; what lies after it did not happen.
  /// - Throws: for what is no state at all: without phases that can be told.
  package init(_ value: JSONValue, definition given: WorkflowDefinition?, now: Timestamp) throws {
    json = Self.writtenOut(value)
    self.now = now
    isDefinitionGiven = given != nil
    let reader = try JSONReader(json, path: "state").looseObject()
    name = try reader[optional: "workflow_name"]?.string() ?? given?.name ?? "imported"
    let context = try reader[optional: "next_action"]?[optional: "context"]
    let original = [
      try reader[optional: "context_preservation"]?[optional: "original_request"]?.string(),
      try context?[optional: "original_request"]?.string(),
    ].compactMap(\.self).first { !comparable($0).isEmpty }
    request = original ?? "Not told"
    if let given { definition = given } else { definition = try Self.definition(name, reader) }
    if original == nil {
      note("context_preservation.original_request", "context_preservation.original_request is missing.")
    }
    try readHead(reader)
    try readContext(reader)
    let done = try completions(reader)
    let action = try readAction(reader, done)
    try readPhases(reader, done, action)
    try readEnd(reader)
  }

  /// Notes a rule that is broken, and where.
  mutating func note(_ path: String, _ sentence: String) {
    named.insert(path)
    origin.problems.append(sentence)
  }

  /// The phases as the state lists them, with what it tells of those that judge and ask.
  private static func definition(_ name: String, _ reader: JSONReader) throws -> WorkflowDefinition {
    var phases: [WorkflowPhase] = []
    for phase in try reader["execution_phases"].looseArray() {
      let phase = try phase.looseObject()
      var agents: [AgentID] = []
      for agent in try phase["agents"].looseStrings() { agents.append(try AgentID(agent)) }
      var read = WorkflowPhase(agents.count > 1 ? .parallel : .sequential, agents)
      let number = phases.count + 1
      let words = [
        phase.value["aggregation_strategy"], phase.value["aggregation"],
        reader.value["phase_results"]?["\(number)"]?["aggregation_strategy"],
        reader.value["next_action"]?["phase"] == .integer(number)
          ? reader.value["next_action"]?["aggregation_strategy"] : nil,
      ]
      if let word = words.lazy.compactMap({ $0?.stringValue }).first,
        let aggregation = WorkflowPhase.Aggregation(rawValue: comparable(word))
      {
        read.aggregation = aggregation
      }
      phases.append(read)
    }
    let definition = WorkflowDefinition(
      name: name, phases: phases, agents: phases.flatMap(\.agents).map { WorkflowAgent($0) })
    try definition.check()
    return definition
  }

  private mutating func readHead(_ reader: JSONReader) throws {
    if let text = try reader[optional: "workflow_id"]?.string() {
      id = try? WorkflowID(text)
      if id == nil { note("workflow_id", "workflow_id \(quoted(text)) is no id: it gets another.") }
    } else {
      note("workflow_id", "workflow_id is missing: it gets one.")
    }
    why = try reader[optional: "why"]?.string()
    for key in ["workflow_name", "execution_mode", "phase", "total_phases"]
    where reader.value[key]?.isNull ?? true {
      note(key, "\(key) is missing.")
    }
    let word = try reader[optional: "execution_mode"]?.string() ?? "full"
    if let known = ExecutionMode(rawValue: comparable(word)) {
      mode = known
    } else {
      note(
        "execution_mode",
        "execution_mode is \(quoted(word)), which is none of \(spoken(ExecutionMode.allCases.map(\.rawValue)))."
      )
      mode = .resume
    }
    for text in try reader[optional: "target_agents"]?.looseStrings() ?? [] {
      guard let agent = try? AgentID(text), definition[agent] != nil else {
        note(
          "target_agents.\(text)", "target_agents names \(quoted(text)), which works in no phase.")
        continue
      }
      targets.append(agent)
    }
    if mode == .resume { mode = targets.isEmpty ? .full : targets.count == 1 ? .partial : .selective }
    if mode != .full, targets.isEmpty {
      note(
        "execution_mode", "execution_mode is \(word), and target_agents names nobody: it goes on as full.")
      mode = .full
    }
    if mode == .full { targets = [] }
    if mode == .partial, Set(targets).count > 1 {
      note(
        "execution_mode",
        "execution_mode is partial, which has one target, and target_agents names \(spoken(targets.map(\.text))): it goes on as selective."
      )
      mode = .selective
    }
    for text in try reader[optional: "skipped_agents"]?.looseStrings() ?? []
    where targets.contains(where: { $0.text == text }) {
      note("skipped_agents.\(text)", "skipped_agents names \(quoted(text)), which is a target.")
    }
    if let total = try number(reader[optional: "total_phases"], "total_phases"), targets.isEmpty,
      total != definition.phases.count
    {
      note("total_phases", "total_phases is \(total), and there are \(definition.phases.count).")
    }
    _ = try number(reader[optional: "phase"], "phase")
    if isDefinitionGiven { try comparePhases(reader) }
  }

  /// Names what the state says of phases that the definition does not.
  private mutating func comparePhases(_ reader: JSONReader) throws {
    for (index, phase) in (try reader[optional: "execution_phases"]?.looseArray() ?? []).enumerated() {
      let names = (try? phase.looseObject()[optional: "agents"]?.looseStrings()) ?? []
      let own = definition[phase: index + 1]?.agents.map(\.text) ?? []
      if Set(names) != Set(own) {
        note(
          "execution_phases[\(index)].agents",
          "execution_phases has \(spoken(names)) in phase \(index + 1), and the definition has \(own.isEmpty ? "no such phase" : spoken(own))."
        )
      }
    }
  }

  /// A number, where it is one; what is none is named.
  mutating func number(_ reader: JSONReader?, _ path: String) throws -> Int? {
    guard let reader else { return nil }
    if let number = try? reader.looseInteger() { return number }
    note(path, "\(path) is \(Self.brief(reader.value)), which is no number.")
    return nil
  }

  /// A value in a few characters, as JSON.
  package static func brief(_ value: JSONValue) -> String {
    let text = value.serialized()
    return text.count > 80 ? "\(text.prefix(79))…" : text
  }
}
