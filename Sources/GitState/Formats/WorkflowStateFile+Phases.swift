import JSON
import StateMachine

extension WorkflowStateFile {
  /// What completed_phases say: who is there, and whether it succeeded.
  struct Completions {
    var success: [AgentID: Bool] = [:]

    func isDone(_ agents: [AgentID]) -> Bool { agents.allSatisfy { success[$0] != nil } }
  }

  /// The phases that were evaluated: without a gap, for nobody can have worked after one that never was.
  mutating func readPhases(_ reader: JSONReader, _ done: Completions, _ due: DueWork) throws {
    let results = try resultsByPhase(reader)
    let isListKept = !(reader.value["completed_phases"]?.isNull ?? true)
    if !isListKept {
      note("completed_phases", "completed_phases is missing: what phase_results say passed is complete.")
    }
    if reader.value["phase_results"]?.isNull ?? true {
      note("phase_results", "phase_results is missing.")
    }
    let next = try due.phase ?? presentPhase(reader)
    let waiting = adopted.waiting.flatMap(definition.phase(of:))
    let judging = adopted.evaluator.flatMap(definition.phase(of:))
    var open: Int?
    for number in definition.phases.indices.map({ $0 + 1 }) {
      let agents = members(of: number)
      guard !agents.isEmpty else { continue }
      let isDone = done.isDone(agents)
      if let open {
        if isDone {
          note(
            "completed_phases.\(number)",
            "phase \(number) is complete while one before it is not: it is open again.")
        } else if results[number] != nil {
          note(
            "phase_results.\(number)",
            "phase_results has phase \(number) although phase \(open) was not evaluated: it is open again.")
        }
        continue
      }
      let isSentBack = !Set(agents).isDisjoint(with: due.targets)
      let told = results[number]
      if let name = told?.value["agent"]?.stringValue, !agents.contains(where: { $0.text == name }) {
        note(
          "phase_results.\(number).agent",
          "phase_results has \(quoted(name)) in phase \(number), where it does not work.")
      }
      let isSettled = isSentBack || number == waiting || number == judging
      let known =
        try isSettled ? agents : agents.filter { try done.success[$0] != nil || own($0, told) != nil }
      guard !known.isEmpty else {
        open = number
        continue
      }
      let isBeyond =
        next.map { $0 > number } == true
        || definition.phases.indices.contains { later in
          later >= number && members(of: later + 1).contains { done.success[$0] != nil }
        }
      let evaluation = try self.evaluation(
        number, agents, known, done, told, reader, due, isBeyond: isBeyond)
      if known.count < agents.count, !evaluation.isPassed {
        begin(evaluation, reader)
        open = number
        continue
      }
      adopted.evaluations.append(evaluation)
      if !evaluation.isPassed {
        if number == waiting { adopted.waiting = nil }
        for agent in agents where !evaluation.passed.contains(agent) && number != judging {
          origin.failures[agent] = max(evaluation.attempt - 1, 0)
        }
        // Who sent it back judges again: only what nobody mends yet stands in the way.
        if !isSentBack { open = number }
        continue
      }
      // A list of what is complete may lack those that did not pass where that was enough.
      let isListed = isDone || evaluation.passed.allSatisfy { done.success[$0] == true }
      // It is complete once the person has decided.
      if number == waiting { nameCompletions(of: evaluation, reader) }
      guard !isListed, number != waiting else { continue }
      if let next, next > number {
        if isListKept {
          note(
            "completed_phases.\(number)",
            "completed_phases does not have phase \(number), which phase_results says passed and \(due.phase == nil ? "phase" : "next_action") is beyond."
          )
        }
      } else if isListKept || due.phase != nil {
        adopted.reopened.insert(number)
      }
    }
    if let failed = adopted.evaluations.last(where: { !$0.isPassed }), adopted.waiting == nil,
      let next = due.phase, next > failed.phase
    {
      note(
        "next_action.phase",
        "next_action is of phase \(next), and phase \(failed.phase) did not pass: it is done again.")
    }
    try compareFiles(reader, done, due)
    if comparable(reader.value["execution_mode"]?.stringValue ?? "") == "resume" {
      try readResumption(reader, done, due)
    }
  }

  /// The phase that the state says is at work; nil where it is at none.
  private func presentPhase(_ reader: JSONReader) throws -> Int? {
    guard comparable(reader.value["status"]?.stringValue ?? "in_progress") == "in_progress" else {
      return nil
    }
    return try? reader[optional: "phase"]?.looseInteger()
  }

  /// Takes over a phase of which some have a result and others none: those work now.
  private mutating func begin(_ evaluation: PhaseEvaluation, _ reader: JSONReader) {
    origin.begun = evaluation
    // They stand in phase_results: a phase is complete when all of it is.
    nameCompletions(of: evaluation, reader)
  }

  /// Says nothing of entries of completed_phases that stand elsewhere.
  private mutating func nameCompletions(of evaluation: PhaseEvaluation, _ reader: JSONReader) {
    for (index, entry) in (reader.value["completed_phases"]?.arrayValue ?? []).enumerated()
    where evaluation.results.contains(where: { $0.agent.text == entry["agent"]?.stringValue }) {
      named.insert("completed_phases[\(index)]")
    }
  }

  func members(of number: Int) -> [AgentID] {
    definition[phase: number]?.agents.filter { targets.isEmpty || targets.contains($0) } ?? []
  }

  mutating func completions(_ reader: JSONReader) throws -> Completions {
    var done = Completions()
    var last: Int?
    for (index, entry) in (try reader[optional: "completed_phases"]?.looseArray() ?? []).enumerated() {
      let path = "completed_phases[\(index)]"
      // A number alone is a phase.
      if let number = try? entry.looseInteger(), let phase = definition[phase: number] {
        for agent in phase.agents { done.success[agent] = true }
        last = number
        continue
      }
      let entry = try entry.looseObject()
      let name = try entry["agent"].string()
      guard let agent = try? AgentID(name), let phase = definition.phase(of: agent) else {
        note(path, "completed_phases names \(quoted(name)), which works in no phase.")
        continue
      }
      if done.success[agent] != nil { note(path, "completed_phases has \(agent) twice.") }
      done.success[agent] = try entry[optional: "success"]?.looseBoolean() ?? true
      if let number = try number(entry[optional: "phase"], "\(path).phase"), number != phase {
        note("\(path).phase", "completed_phases has \(agent) in phase \(number); it works in phase \(phase).")
      }
      if let last, phase < last { note(path, "completed_phases has phase \(phase) after phase \(last).") }
      last = phase
    }
    return done
  }

  /// phase_results by the phases' numbers: under an agent's name they are its phase's.
  private mutating func resultsByPhase(_ reader: JSONReader) throws -> [Int: JSONReader] {
    var results: [Int: JSONReader] = [:]
    for (key, result) in try reader[optional: "phase_results"]?.looseObject().members() ?? [] {
      let result = try result.looseObject()
      let named = try result[optional: "agent"]?.string() ?? key
      let number = Int(key) ?? (try? AgentID(named)).flatMap(definition.phase(of:))
      guard let number, definition[phase: number] != nil else {
        note("phase_results.\(key)", "phase_results has \(quoted(key)), which is no phase.")
        continue
      }
      if Int(key) == nil {
        note(
          "phase_results.\(key)",
          "phase_results has \(quoted(key)), which is no number: it is taken as phase \(number)'s.")
        rename(key, "\(number)")
      }
      results[number] = result
    }
    return results
  }

  /// Gives a result of the state the number under which it is kept.
  private mutating func rename(_ key: String, _ number: String) {
    guard case .object(var state) = json, case .object(var results)? = state["phase_results"],
      results[number] == nil
    else { return }
    results[number] = results[key]
    results[key] = nil
    state["phase_results"] = .object(results)
    json = .object(state)
  }

  /// What a phase came to, as far as the state tells.
  private mutating func evaluation(
    _ phase: Int, _ agents: [AgentID], _ known: [AgentID], _ done: Completions, _ told: JSONReader?,
    _ reader: JSONReader, _ due: DueWork, isBeyond: Bool
  ) throws -> PhaseEvaluation {
    var results: [AgentResult] = []
    var passed: [AgentID] = []
    for agent in known {
      let result = try result(of: agent, in: phase, told, done, reader, due)
      results.append(result)
      if hasPassed(result, in: phase, done, isBeyond: isBeyond) { passed.append(agent) }
    }
    let aggregation = definition[phase: phase]?.aggregation ?? .allMustPass
    if let word = told?.value["aggregation_strategy"]?.stringValue, word != aggregation.rawValue {
      note(
        "phase_results.\(phase).aggregation_strategy",
        "phase_results says \(quoted(word)) of phase \(phase), and the definition \(aggregation.rawValue).")
    }
    let missing = agents.filter { !known.contains($0) }
    let said = try told?[optional: "success"]?.looseBoolean()
    let isClaimed = said == true && told?.value["agents"]?.arrayValue != nil
    var isPassed = aggregation.passes(passed.count, of: agents.count)
    if !missing.isEmpty, isPassed { isPassed = isClaimed || isBeyond }
    if !missing.isEmpty, !isPassed {
      if isClaimed || isBeyond {
        note(
          "phase_results.\(phase).success",
          "phase \(phase) has no result of \(spoken(missing.map(\.text))): it is not complete.")
      }
      named.insert("phase_results.\(phase).success")
    } else if let said, said != isPassed, !named.contains("phase_results.\(phase).success") {
      let denied = results.map(\.agent).filter { agent in
        done.success[agent] == false && results.contains { $0.agent == agent && $0.success }
      }
      if !isPassed, !denied.isEmpty {
        note(
          "phase_results.\(phase).success",
          "completed_phases says that \(spoken(denied.map(\.text))) did not succeed, and phase_results that phase \(phase) did: it is open again."
        )
      } else if isPassed, done.isDone(agents) {
        note(
          "phase_results.\(phase).success",
          "phase_results says that phase \(phase) did not succeed, and completed_phases that it did: it is open again."
        )
      } else if !isPassed {
        note(
          "phase_results.\(phase).success",
          "phase_results says that phase \(phase) succeeded, and \(passed.isEmpty ? "nobody" : spoken(passed.map(\.text))) of it did: it is open again."
        )
      }
      if isPassed {
        isPassed = false
        passed = []
      }
    }
    if !isPassed, told == nil {
      for agent in agents where done.success[agent] == false {
        note(
          "completed_phases.\(phase)",
          "\(agent) is in completed_phases although it did not succeed: its phase is open again.")
      }
    }
    var evaluation = PhaseEvaluation(
      phase: phase,
      attempt: max(try number(told?[optional: "attempt"], "phase_results.\(phase).attempt") ?? 1, 1),
      results: results, passed: passed, isPassed: isPassed,
      observed: try told?[optional: "files_seen_by_git"].map { try WorkflowFiles(stored: $0) })
    let attempts = try reader[optional: "context_preservation"]?[optional: "work_summary_attempts"]
    for agent in agents {
      guard let count = try attempts?[optional: agent.text]?.integer(), count > 1 else { continue }
      evaluation.summaryAttempts = (evaluation.summaryAttempts ?? [:]).merging([agent: count]) { $1 }
    }
    evaluation.uncompared = try told?[optional: "files_not_compared"]?.string()
    evaluation.ignored = try told?[optional: "files_ignored"]?.looseStrings() ?? []
    evaluation.unseen = try told?[optional: "files_unseen"]?.looseStrings() ?? []
    return evaluation
  }

  private mutating func compareFiles(_ reader: JSONReader, _ done: Completions, _ due: DueWork) throws {
    var known = Set(origin.files.all).union(carried?.files.all ?? [])
    let missing = Set(adopted.evaluations.flatMap(\.results).flatMap(\.files.all)).subtracting(known)
    if !missing.isEmpty {
      note(
        "context_preservation.accumulated_files",
        "accumulated_files lacks \(spoken(missing.sorted())), which results name.")
      known.formUnion(missing)
    }
    // Whose work was sent back was complete before.
    for agent in adopted.due?.agents ?? []
    where done.success[agent] == true && !due.targets.contains(agent)
      && !(adopted.reopened.contains(adopted.due?.phase ?? 0))
    {
      note("next_action.agents", "next_action hands out \(agent), which is in completed_phases.")
    }
  }
}
