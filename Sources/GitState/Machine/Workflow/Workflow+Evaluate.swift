extension Workflow {
  func decideEvaluation(
    _ phase: Int, _ results: [AgentResult], _ attempt: Int?, _ facts: WorkflowFacts
  ) throws(Rejection) -> [WorkflowEvent] {
    try WorkflowLimits.check(results)
    if recordedAttempt(of: results, in: phase, attempt) != nil { return [] }
    let handed = try awaited(phase, attempt)
    try checkAgents(results, of: handed)
    let definition = founding!.definition
    var passed: [AgentID] = []
    var discontent: [AgentID] = []
    for result in results {
      guard let evaluator = definition[result.agent]?.evaluator else {
        try result.refuseContradiction(in: phase)
        if result.success { passed.append(result.agent) }
        continue
      }
      if result.success
        ? try evaluator.isContent(with: result, phase) : try evaluator.verdict(of: result, phase) == true
      {
        passed.append(result.agent)
      } else if evaluator.sendsBack(result) {
        discontent.append(result.agent)
      }
    }
    let everyone = agents(of: phase)
    let earlier = record(of: phase)?.evaluation.passed ?? []
    passed = everyone.filter {
      passed.contains($0) || (!handed.agents.contains($0) && earlier.contains($0))
    }
    let aggregation = definition[phase: phase]?.aggregation ?? .allMustPass
    var evaluation = PhaseEvaluation(
      phase: phase, attempt: (attempts[phase] ?? 0) + 1,
      results: handed.agents.compactMap { agent in results.first { $0.agent == agent } }, passed: passed,
      isPassed: aggregation.passes(passed.count, of: everyone.count), observed: facts.observed)
    evaluation.mark = ResultMark.text(of: results)
    evaluation.uncompared = facts.uncompared
    var known: Set<String> = []
    evaluation.ignored = evaluation.results.flatMap(\.files.all).filter {
      facts.ignored.contains($0) && known.insert($0).inserted
    }
    known = []
    evaluation.unseen = evaluation.results.flatMap(\.files.all).filter {
      facts.unseen.contains($0) && known.insert($0).inserted
    }
    return [.phaseEvaluated(evaluation)] + outcome(of: evaluation, discontent)
  }

  /// What is awaited; refuses what is not.
  private func awaited(_ phase: Int, _ attempt: Int?) throws(Rejection) -> Handout {
    guard founding != nil else { throw Rejection(.bug, "The workflow has not begun.") }
    let id = founding!.id.text
    if let ended {
      throw Rejection(
        .wrongState,
        "Workflow \(id) ended at \(ended.at) as \(status.rawValue): nothing is evaluated any more.",
        details: [.init("status", .text(status.rawValue))], next: call("get_workflow_state"))
    }
    if let wait {
      throw Rejection(
        .awaitingDecision,
        "Phase \(wait.phase) of workflow \(id) waits for a person's decision on the work of \(wait.agent), since \(wait.since). Nothing is evaluated before.",
        details: [.init("phase", .number(wait.phase)), .init("agent", .text(wait.agent.text))],
        next: call("request_approval"))
    }
    guard let handed = queue.first else { throw Rejection(.bug, "Workflow \(id) has nothing left to do.") }
    let due = "phase \(handed.phase) is awaited, from \(spoken(handed.agents.map(\.text)))"
    let details: [Rejection.Field] = [
      .init("expected_phase", .number(handed.phase)),
      .init("expected_agents", .texts(handed.agents.map(\.text))),
      .init("attempt", .number(self.attempt ?? 1)),
    ]
    let next = call("get_workflow_state", [.init("detail", .text("next"))])
    guard handed.phase == phase else {
      let what =
        if agents(of: phase).isEmpty {
          founding!.definition[phase: phase] == nil
            ? "There is no phase \(phase)" : "Nobody works in phase \(phase) of this workflow"
        } else if record(of: phase) != nil, !queue.contains(where: { $0.phase == phase }) {
          "Phase \(phase) is finished"
        } else {
          "It is not phase \(phase)'s turn"
        }
      throw Rejection(.wrongState, "\(what): \(due).", details: details, next: next)
    }
    if let attempt, attempt != self.attempt {
      throw Rejection(
        .wrongState,
        "Attempt \(attempt) of phase \(phase) is not the present one, which is \(self.attempt ?? 1): \(due).",
        details: details, next: next)
    }
    return handed
  }

  private func checkAgents(_ results: [AgentResult], of handed: Handout) throws(Rejection) {
    let given = results.map(\.agent)
    let missing = handed.agents.filter { !given.contains($0) }
    let others = given.filter { !handed.agents.contains($0) }
    var seen: Set<AgentID> = []
    let twice = given.filter { !seen.insert($0).inserted }
    guard !missing.isEmpty || !others.isEmpty || !twice.isEmpty else { return }
    var faults: [String] = []
    if !missing.isEmpty { faults.append("has no result of \(spoken(missing.map(\.text)))") }
    if !others.isEmpty {
      faults.append("has one of \(spoken(others.map(\.text))), who did not work in it now")
    }
    if !twice.isEmpty { faults.append("has two of \(spoken(twice.map(\.text)))") }
    throw Rejection(
      .invalidArgument,
      "The evaluation of phase \(handed.phase) \(faults.joined(separator: ", ")). Awaited: \(spoken(handed.agents.map(\.text))).",
      details: [
        .init("expected_phase", .number(handed.phase)),
        .init("expected_agents", .texts(handed.agents.map(\.text))),
      ], next: call("get_workflow_state", [.init("detail", .text("next"))]))
  }

  /// What follows from an evaluation.
  ///
  /// - Parameter discontent: the evaluators that are not content.
  private func outcome(
    of evaluation: PhaseEvaluation, _ discontent: [AgentID]
  ) -> [WorkflowEvent] {
    let definition = founding!.definition
    let phase = evaluation.phase
    if evaluation.isPassed {
      if let agent = agents(of: phase).first(where: { definition[$0]?.approval != nil }) {
        return [.phaseApprovalDue(phase, agent)]
      }
      return queue.count > 1 ? [] : [.workflowEnded(WorkflowEnd(completed: true, success: true))]
    }
    let failing = evaluation.results.map(\.agent).filter {
      !evaluation.passed.contains($0) && !discontent.contains($0)
    }
    let targets = retried(evaluation, by: discontent)
    if !discontent.isEmpty, targets.inside.isEmpty {
      // Who would have to mend it is none of those that work here.
      return [
        .workflowEnded(
          WorkflowEnd(
            completed: true, success: false,
            reasons: discontent.map { "\($0) is not content: \(message(of: $0, in: evaluation))" },
            suggested: targets.outside))
      ]
    }
    var spent: [String] = []
    for evaluator in discontent {
      let most = definition[evaluator]?.evaluator?.maxRetries ?? 0
      if (loops[evaluator] ?? 0) >= most {
        spent.append(
          "\(evaluator) is not content after \(counted(most, "retry", "retries")): \(message(of: evaluator, in: evaluation))"
        )
      }
    }
    for agent in failing where (failures[agent] ?? 0) >= definition.retries(of: agent) {
      spent.append(
        "\(agent) failed after \(counted(definition.retries(of: agent), "retry", "retries")): \(message(of: agent, in: evaluation))"
      )
    }
    if !spent.isEmpty {
      return [.workflowEnded(WorkflowEnd(completed: false, success: false, reasons: spent))]
    }
    return [.phaseRetried(retry(after: evaluation, discontent, failing, targets.inside))]
  }
}

/// `1 retry`, `2 retries`.
private func counted(_ number: Int, _ one: String, _ many: String) -> String {
  "\(number) \(number == 1 ? one : many)"
}
