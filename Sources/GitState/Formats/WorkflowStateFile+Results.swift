import JSON
import StateMachine

/// What each agent of a phase came to, as a state tells it.
extension WorkflowStateFile {
  mutating func hasPassed(
    _ result: AgentResult, in phase: Int, _ done: Completions, isBeyond: Bool
  ) -> Bool {
    let agent = result.agent
    let success = done.success[agent]
    if agent == adopted.evaluator { return success ?? false }
    guard success ?? result.success else { return false }
    let no = result.denial
    guard let evaluator = definition[agent]?.evaluator else {
      if let no, success == true {
        note(
          "phase_results.\(phase).\(no.field)",
          "completed_phases says that \(agent) succeeded, and phase_results says \(no.field) \(quoted(no.value)): it is taken as complete; `definition` says whether \(agent) judges others."
        )
      }
      return true
    }
    let verdict = try? evaluator.verdict(of: result, phase)
    if verdict == true { return true }
    let place = "phase_results.\(phase).success"
    if verdict == false {
      guard success == true else { return false }
      let said = no ?? result.said.first { $0.field == evaluator.field }
      let word = said.map { "\($0.field) \(quoted($0.value))" } ?? "that it is not content"
      let unasked =
        definition[agent]?.approval == nil ? "" : ", and nobody was asked to approve its work"
      note(
        place,
        "completed_phases says that \(agent) succeeded, and phase_results says \(word)\(unasked): phase \(phase) is open again."
      )
      return false
    }
    note(
      place,
      "nothing says whether the evaluator \(agent) is content: its field \(quoted(evaluator.field)) is missing. \(isBeyond ? "It is taken as content, for later work was begun." : "It judges again.")"
    )
    return isBeyond
  }

  /// What phase_results say of an agent.
  func own(_ agent: AgentID, _ told: JSONReader?) throws -> JSONReader? {
    let found = try told?[optional: "agents"]?.looseArray().first {
      $0.value["agent"]?.stringValue == agent.text
    }
    let name = told?.value["agent"]?.stringValue
    if found == nil, name == nil, told?.value["agents"]?.arrayValue != nil { return nil }
    return found ?? (name == nil || name == agent.text ? told : nil)
  }

  /// A result as phase_results tell it, else as next_action's previous_results do.
  mutating func result(
    of agent: AgentID, in phase: Int, _ told: JSONReader?, _ done: Completions, _ reader: JSONReader,
    _ due: DueWork
  ) throws -> AgentResult {
    let before = try reader[optional: "next_action"]?[optional: "context"]?[optional: "previous_results"]?
      .looseArray().first { $0.value["agent"]?.stringValue == agent.text }
    let own = try own(agent, told) ?? before
    guard case .object(var object)? = own?.value else {
      let isBlamed = agent == adopted.evaluator
      var result = AgentResult(
        agent, success: isBlamed || done.success[agent] ?? true,
        summary: origin.summaries.first { $0.agent == agent }?.text
          ?? (isBlamed ? "Imported as not content." : "Imported as complete."))
      if isBlamed { result.feedback = due.feedback }
      return result
    }
    for key in [
      "agents", "aggregation_strategy", "attempt", "completed_at", "files_seen_by_git", "files_unreported",
      "files_not_changed", "files_otherwise", "files_not_compared", "files_ignored", "files_unseen", "phase",
      "type",
    ] { object[key] = nil }
    object["agent"] = .string(agent.text)
    if object["summary"]?.stringValue == nil {
      object["summary"] = .string(
        before?.value["summary"]?.stringValue ?? origin.summaries.first { $0.agent == agent }?.text
          ?? "Imported as complete.")
    }
    if object["files_modified"]?.isNull ?? true { object["files_modified"] = [] }
    let judges = definition[agent]?.evaluator
    // The state says of an evaluator that is not content that its phase has no success, though the evaluator had.
    let hasJudged = judges.map { judge in
      agent == adopted.evaluator || ([judge.field] + WorkflowEvaluator.fields).contains { object[$0] != nil }
    }
    if hasJudged == true || (object["success"]?.isNull ?? true) {
      object["success"] = .bool(hasJudged == true || done.success[agent] ?? true)
    }
    let read = try AgentResultForm.read(
      JSONReader(.object(object), path: "state.phase_results[\"\(phase)\"]"))
    var result = AgentResultForm.met([read], by: definition)[0]
    if agent == adopted.evaluator, result.feedback == nil { result.feedback = due.feedback }
    return result
  }

  mutating func readResumption(
    _ reader: JSONReader, _ done: Completions, _ due: DueWork
  ) throws {
    let last = adopted.evaluations.last { $0.isPassed && done.isDone(members(of: $0.phase)) }?.phase ?? 0
    let from = try number(reader[optional: "resumed_from_phase"], "resumed_from_phase")
    let said = try reader[optional: "next_action"]?[optional: "context"]?[optional: "current_request"]?
      .string()
    adopted.resumed = .init(
      phase: from ?? last, instructions: said == request || carried != nil && said == nil ? nil : said,
      hadEnded: isOwn(reader) && due.targets.isEmpty && adopted.due != nil && hadEnded)
  }

  /// Whether it had failed before it was resumed: while that is mended for which an evaluator sent work back, there is a feedback
  /// loop, and nobody is handed out once more than its retries allow.
  private var hadEnded: Bool {
    guard let failed = adopted.evaluations.last(where: { !$0.isPassed }) else { return false }
    return failed.results.contains { result in
      guard !failed.passed.contains(result.agent) else { return false }
      let isDiscontent =
        (try? definition[result.agent]?.evaluator?.verdict(of: result, failed.phase)) == false
      return isDiscontent || failed.attempt > definition.retries(of: result.agent)
    }
  }
}
