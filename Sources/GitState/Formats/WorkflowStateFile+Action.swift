import JSON
import StateMachine

extension WorkflowStateFile {
  /// What next_action and feedback_loop say of the work that is due.
  struct DueWork {
    var phase: Int?
    /// The retry of an evaluator's feedback: whose work goes back, and what is to be mended.
    var targets: [AgentID] = []
    var feedback: String?
    /// Whether a person is awaited now.
    var isAwaited = false
  }

  mutating func readAction(_ reader: JSONReader, _ done: Completions) throws -> DueWork {
    var due = DueWork()
    if let action = try reader[optional: "next_action"]?.looseObject() {
      try readHandout(action, &due)
      try readApproval(action, done, &due)
    } else if comparable(reader.value["status"]?.stringValue ?? "") == "in_progress" {
      note("next_action", "next_action is missing although status is IN_PROGRESS.")
    }
    try readLoop(reader, &due)
    try findEvaluator(reader, due)
    return due
  }

  /// Who works now, and what each is told.
  private mutating func readHandout(_ action: JSONReader, _ due: inout DueWork) throws {
    due.phase = try number(action[optional: "phase"], "next_action.phase")
    var agents: [AgentID] = []
    for (index, entry) in (try action[optional: "agents"]?.looseArray() ?? []).enumerated() {
      let entry = try entry.looseObject()
      let name = try entry["agent"].string()
      let path = "next_action.agents[\(index)].agent"
      guard let agent = try? AgentID(name), let phase = definition.phase(of: agent) else {
        note(path, "next_action hands out \(quoted(name)), which works in no phase.")
        continue
      }
      if let wanted = due.phase, wanted != phase {
        note(path, "next_action hands out \(agent) in phase \(wanted); it works in phase \(phase).")
        continue
      }
      due.phase = phase
      agents.append(agent)
      if let text = try entry[optional: "instruction"]?.string() {
        adopted.told.append(AgentText(agent, text))
      }
    }
    if let phase = due.phase, !agents.isEmpty { adopted.due = Handout(phase: phase, agents) }
    let documents = try action[optional: "context"]?[optional: "required_documents"]?.looseStrings() ?? []
    guard !isDefinitionGiven, let first = agents.first else { return }
    change(first) { $0.documents = documents }
  }

  /// Whether a person is asked now, or only once the work is done.
  ///
  /// gitstate says so in `awaited`. Where that is missing, the work is done where nobody is handed out, or completed_phases have
  /// everyone who is: drivers go on naming the agent whose work they ask about.
  private mutating func readApproval(
    _ action: JSONReader, _ done: Completions, _ due: inout DueWork
  ) throws {
    guard let asked = try action[optional: "human_approval"]?.looseObject(),
      try asked[optional: "enabled"]?.looseBoolean() ?? true
    else { return }
    let phase = due.phase
    let members = phase.flatMap { definition[phase: $0]?.agents } ?? []
    if !isDefinitionGiven, let agent = adopted.due?.agents.first ?? members.first {
      var approval = WorkflowApproval(question: try asked[optional: "question"]?.string() ?? "Is it good?")
      if let options = try asked[optional: "options"]?.looseStrings(), !options.isEmpty {
        approval.options = options
      }
      if let name = try asked[optional: "targetNodeId"]?.string() {
        if let target = try? AgentID(name), let number = definition.phase(of: target), number <= phase ?? 0 {
          approval.target = target
        } else {
          note(
            "next_action.human_approval.targetNodeId",
            "next_action.human_approval.targetNodeId is \(quoted(name)), whose work can't be revised there.")
        }
      }
      change(agent) { $0.approval = approval }
    }
    due.isAwaited =
      try asked[optional: "awaited"]?.looseBoolean()
      ?? adopted.due.map { $0.agents.allSatisfy { done.success[$0] == true } } ?? true
    guard let asking = members.first(where: { definition[$0]?.approval != nil }) else {
      note(
        "next_action.human_approval",
        "next_action.human_approval asks a person, and the definition asks nobody about phase \(phase ?? 0).")
      due.isAwaited = false
      return
    }
    guard due.isAwaited else { return }
    adopted.waiting = asking
    // Nobody is handed out meanwhile; that they were named says whose work it is.
    for index in (try action[optional: "agents"]?.looseArray() ?? []).indices {
      named.insert("next_action.agents[\(index)]")
    }
    adopted.due = nil
    adopted.told = []
  }

  private mutating func readLoop(_ reader: JSONReader, _ due: inout DueWork) throws {
    guard let value = reader.value["feedback_loop"], !value.isNull else { return }
    guard let loop = try? reader["feedback_loop"].looseObject() else {
      return note(
        "feedback_loop", "feedback_loop is \(Self.brief(value)), which is no object: there is none.")
    }
    guard try loop[optional: "active"]?.looseBoolean() ?? true else { return }
    var names = try loop[optional: "target_agents"]?.looseStrings() ?? []
    if let one = try loop[optional: "target_agent"]?.string(), !names.contains(one) { names.append(one) }
    for name in names {
      if let agent = try? AgentID(name), definition.phase(of: agent) != nil {
        due.targets.append(agent)
      } else {
        note(
          "feedback_loop.target_agent",
          "feedback_loop.target_agent is \(quoted(name)), which works in no phase.")
      }
    }
    due.feedback = try loop[optional: "feedback_message"]?.string()
    let count = try number(loop[optional: "current_retry"], "feedback_loop.current_retry") ?? 1
    let most = try number(loop[optional: "max_retries"], "feedback_loop.max_retries")
    if count < 1 {
      note("feedback_loop.current_retry", "feedback_loop.current_retry is \(count): it counts as the first.")
    }
    if let most, count > most {
      note(
        "feedback_loop.current_retry",
        "feedback_loop.current_retry is \(count), and feedback_loop.max_retries is \(most).")
    }
    guard !due.targets.isEmpty else {
      return note("feedback_loop", "feedback_loop names nobody whose work goes back: there is none.")
    }
    guard let evaluator = try evaluator(loop, reader, due.targets, most) else {
      for agent in due.targets { tell(agent, due.feedback) }
      return note(
        "feedback_loop",
        "feedback_loop: no evaluator is known that sends back the work of \(spoken(due.targets.map(\.text))), so its retries are not counted; `definition` names one."
      )
    }
    adopted.evaluator = evaluator
    origin.loops[evaluator] = max(count, 1) - 1
    if let most, let own = definition[evaluator]?.evaluator?.maxRetries, own != most {
      note(
        "feedback_loop.max_retries",
        "feedback_loop.max_retries is \(most), and the definition gives \(evaluator) \(own).")
    }
  }

  /// Who sent the work back: who is named, who may by the definition, or who judged a later phase and was not content.
  private mutating func evaluator(
    _ loop: JSONReader, _ reader: JSONReader, _ targets: [AgentID], _ most: Int?
  ) throws -> AgentID? {
    let name = try loop[optional: "evaluator"]?.string()
    let last = targets.compactMap(definition.phase(of:)).max() ?? 0
    if isDefinitionGiven {
      let able = definition.agents.filter { agent in
        agent.evaluator.map { Set(targets).isSubset(of: $0.retry) } ?? false
      }.map(\.id)
      if let name { return able.first { $0.text == name } }
      return able.count == 1 ? able.first : nil
    }
    var found = name.flatMap { try? AgentID($0) }
    if name == nil {
      let judged = try reader[optional: "phase_results"]?.looseObject().members() ?? []
      let unhappy = judged.filter { $0.reader.value["success"] == false }.compactMap { Int($0.key) }
      let able = unhappy.filter { $0 > last && definition[phase: $0]?.agents.count == 1 }
      found = able.count == 1 ? definition[phase: able[0]]?.agents.first : nil
    }
    guard let found, let phase = definition.phase(of: found), phase > last else { return nil }
    var evaluator = WorkflowEvaluator(retry: targets)
    if let most, (0...WorkflowLimits.budget).contains(most) { evaluator.maxRetries = most }
    change(found) { $0.evaluator = evaluator }
    return found
  }

  /// Takes an agent for the evaluator of the work that is due, where it judged a later phase and was not content.
  private mutating func findEvaluator(_ reader: JSONReader, _ due: DueWork) throws {
    guard !isDefinitionGiven, due.targets.isEmpty, let handed = adopted.due else { return }
    for (key, told) in try reader[optional: "phase_results"]?.looseObject().members() ?? [] {
      guard let phase = Int(key), phase > handed.phase, let agents = definition[phase: phase]?.agents,
        agents.count == 1, case .object(var object) = told.value
      else { continue }
      object["agent"] = .string(agents[0].text)
      object["success"] = true
      object["summary"] = ""
      object["files_modified"] = []
      let result = try? AgentResultForm.read(JSONReader(.object(object), path: told.path))
      guard let no = result?.denial else { continue }
      let evaluator = WorkflowEvaluator(retry: handed.agents)
      change(agents[0]) { $0.evaluator = evaluator }
      return note(
        "phase_results.\(key)",
        "phase_results says \(no.field) \(quoted(no.value)) of phase \(key), and next_action hands out \(spoken(handed.agents.map(\.text))): \(agents[0]) is taken for an evaluator that sent the work back; `definition` says how often it may."
      )
    }
  }

  /// Adds to what an agent is told, where that does not say so already.
  private mutating func tell(_ agent: AgentID, _ feedback: String?) {
    guard let feedback else { return }
    let told = adopted.told.first { $0.agent == agent }?.text
    if let told, told.contains(feedback) { return }
    adopted.told.removeAll { $0.agent == agent }
    let note = "Mend this: \(feedback)"
    adopted.told.append(AgentText(agent, told.map { "\($0)\n\n\(note)" } ?? note))
  }

  /// Tells of an agent what only the state knows.
  mutating func change(_ agent: AgentID, _ change: (inout WorkflowAgent) -> Void) {
    if let index = definition.agents.firstIndex(where: { $0.id == agent }) {
      change(&definition.agents[index])
    }
  }
}
