extension Workflow {
  /// Whose work is sent back, those that work here and those that do not.
  ///
  /// An evaluator that judges targets one by one sends back those alone that did not pass.
  func retried(
    _ evaluation: PhaseEvaluation, by discontent: [AgentID]
  ) -> (inside: [AgentID], outside: [AgentID]) {
    guard let definition = founding?.definition else { return ([], []) }
    let wanted = Set(discontent.flatMap { sentBack(by: $0, in: evaluation) })
    let all = definition.order.filter(wanted.contains)
    return (all.filter(takesPart), all.filter { !takesPart($0) })
  }

  /// The retry that an evaluation calls for.
  func retry(
    after evaluation: PhaseEvaluation, _ discontent: [AgentID], _ failing: [AgentID], _ targets: [AgentID]
  ) -> WorkflowRetry {
    let definition = founding!.definition
    if discontent.isEmpty {
      let (number, most) = tightest(failing.map { (failures[$0] ?? 0, definition.retries(of: $0)) })
      let notes = failing.map { AgentText($0, failureNote($0, evaluation)) }
      return WorkflowRetry(
        .failure, agents: failing, number: number, most: most,
        message: failing.map { "\($0): \(message(of: $0, in: evaluation))" }.joined(separator: "\n"),
        handouts: [Handout(phase: evaluation.phase, failing, .failure, notes: notes)])
    }
    let (number, most) = tightest(
      discontent.map { (loops[$0] ?? 0, definition[$0]?.evaluator?.maxRetries ?? 0) })
    var notes = notes(to: targets, from: discontent, in: evaluation, isRetry: true)
    for agent in failing { notes[agent] = failureNote(agent, evaluation, besides: notes[agent]) }
    let messages =
      discontent.map { message(of: $0, in: evaluation) }
      + failing.map { "\($0) failed: \(message(of: $0, in: evaluation))" }
    return WorkflowRetry(
      .feedback, by: discontent, agents: targets, number: number, most: most,
      message: messages.joined(separator: "\n"),
      handouts: handouts(after: evaluation, discontent, notes: notes))
  }

  /// Which retry it is and of how many, of whoever is nearest to the end of its own.
  private func tightest(_ spent: [(times: Int, most: Int)]) -> (number: Int, most: Int) {
    let tightest = spent.min { ($0.most - $0.times, $0.most) < ($1.most - $1.times, $1.most) }
    return tightest.map { ($0.times + 1, $0.most) } ?? (1, 0)
  }

  /// What is handed out anew of the phase that failed last, with what was said of it; nothing where it passed.
  func handedOutAnew(after record: PhaseRecord) -> [Handout] {
    let evaluation = record.evaluation
    // What was never evaluated as a whole is in the queue still.
    guard !evaluation.isPassed, attempts[evaluation.phase] != nil, let definition = founding?.definition
    else { return [] }
    // Whoever did not pass before, where that was enough then, is not to blame now.
    let unpassed = record.said.filter { !evaluation.passed.contains($0.agent) }
    let discontent = unpassed.filter { definition[$0.agent]?.evaluator?.sendsBack($0) == true }.map(\.agent)
    let failing = agents(of: evaluation.phase).filter { agent in
      unpassed.contains { $0.agent == agent } && !discontent.contains(agent)
    }
    var notes = notes(to: retried(evaluation, by: discontent).inside, from: discontent, in: evaluation)
    for agent in failing { notes[agent] = failureNote(agent, evaluation, besides: notes[agent]) }
    guard !discontent.isEmpty else {
      return [
        Handout(
          phase: evaluation.phase, failing, .failure,
          notes: failing.compactMap { agent in notes[agent].map { AgentText(agent, $0) } })
      ]
    }
    return handouts(after: evaluation, discontent, notes: notes)
  }

  /// What is handed out once more where evaluators are not content: whose work they sent back, and whoever did not pass.
  private func handouts(
    after evaluation: PhaseEvaluation, _ discontent: [AgentID], notes: [AgentID: String]
  ) -> [Handout] {
    guard let definition = founding?.definition else { return [] }
    let phase = evaluation.phase
    let unpassed = agents(of: phase).filter { !evaluation.passed.contains($0) }
    let targets = retried(evaluation, by: discontent).inside
    func handout(_ phase: Int, _ agents: [AgentID]) -> Handout {
      Handout(
        phase: phase, agents, .feedback,
        notes: agents.compactMap { agent in notes[agent].map { AgentText(agent, $0) } })
    }
    let first = targets.compactMap(definition.phase(of:)).min() ?? phase
    let isWhole = discontent.contains { definition[$0]?.evaluator?.rerun == .fromTarget }
    var handouts: [Handout] = []
    for number in first..<max(phase, first) {
      let again = isWhole ? agents(of: number) : agents(of: number).filter(targets.contains)
      if !again.isEmpty { handouts.append(handout(number, again)) }
    }
    handouts.append(handout(phase, isWhole ? agents(of: phase) : unpassed))
    return handouts
  }

  /// What an agent is told that failed: what it was to mend stands until it has, whoever asked for it.
  private func failureNote(
    _ agent: AgentID, _ evaluation: PhaseEvaluation, besides note: String? = nil
  ) -> String {
    let asked = note ?? unanswered(by: agent)
    let failure = "It failed before: \(message(of: agent, in: evaluation))"
    return asked.map { "\($0)\n\n\(failure)" } ?? failure
  }

  /// What an evaluator or a person last told an agent whose work was sent back.
  private func unanswered(by agent: AgentID) -> String? {
    let last = retries.last { noted in
      noted.retry.reason != .failure && noted.retry.handouts.contains { $0.agents.contains(agent) }
    }
    return last?.retry.handouts.lazy.flatMap(\.notes).first { $0.agent == agent }?.text
  }
}
