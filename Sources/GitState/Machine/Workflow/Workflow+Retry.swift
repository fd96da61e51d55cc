extension Workflow {
  /// Whose work is sent back, those that work here and those that do not.
  ///
  /// An evaluator that judges targets one by one sends back those alone that did not pass.
  func retried(
    _ evaluation: PhaseEvaluation, by discontent: [AgentID]
  ) -> (inside: [AgentID], outside: [AgentID]) {
    guard let definition = founding?.definition else { return ([], []) }
    var wanted: Set<AgentID> = []
    for agent in discontent {
      guard let evaluator = definition[agent]?.evaluator else { continue }
      let failed = Set(
        evaluation.results.first { $0.agent == agent }?.items.filter { !$0.passed }.map(\.target) ?? [])
      let named = evaluator.retry.filter { failed.contains($0.text) }
      wanted.formUnion(named.isEmpty ? evaluator.retry : named)
    }
    let all = definition.order.filter(wanted.contains)
    return (all.filter(takesPart), all.filter { !takesPart($0) })
  }

  /// The retry that an evaluation calls for.
  func retry(
    after evaluation: PhaseEvaluation, _ discontent: [AgentID], _ failing: [AgentID], _ targets: [AgentID]
  ) -> WorkflowRetry {
    let definition = founding!.definition
    if discontent.isEmpty {
      let number = (failing.map { failures[$0] ?? 0 }.max() ?? 0) + 1
      let notes = failing.map { AgentText($0, failureNote($0, evaluation)) }
      return WorkflowRetry(
        .failure, agents: failing, number: number, most: failing.map(definition.retries(of:)).min() ?? 0,
        message: failing.map { "\($0): \(message(of: $0, in: evaluation))" }.joined(separator: "\n"),
        handouts: [Handout(phase: evaluation.phase, failing, .failure, notes: notes)])
    }
    let number = (discontent.map { loops[$0] ?? 0 }.max() ?? 0) + 1
    let most = discontent.compactMap { definition[$0]?.evaluator?.maxRetries }.min() ?? 0
    var notes = notes(to: targets, from: discontent, in: evaluation, "\(number)", "\(most)")
    for agent in failing { notes[agent] = failureNote(agent, evaluation) }
    return WorkflowRetry(
      .feedback, by: discontent, agents: targets, number: number, most: most,
      message: discontent.map { message(of: $0, in: evaluation) }.joined(separator: "\n"),
      handouts: handouts(after: evaluation, discontent, notes: notes))
  }

  /// What is handed out once more of what has failed, with what was said of it; nothing where all passed.
  func handedOutAnew(after evaluation: PhaseEvaluation) -> [Handout] {
    guard !evaluation.isPassed, let definition = founding?.definition else { return [] }
    let unpassed = agents(of: evaluation.phase).filter { !evaluation.passed.contains($0) }
    let discontent = unpassed.filter { agent in
      evaluation.results.contains { $0.agent == agent && $0.success } && definition[agent]?.evaluator != nil
    }
    var notes = notes(to: retried(evaluation, by: discontent).inside, from: discontent, in: evaluation)
    for agent in unpassed where !discontent.contains(agent) { notes[agent] = failureNote(agent, evaluation) }
    return handouts(after: evaluation, discontent, notes: notes)
  }

  /// What is handed out once more after an evaluation that did not pass: whose work was sent back, and whoever did not pass.
  private func handouts(
    after evaluation: PhaseEvaluation, _ discontent: [AgentID], notes: [AgentID: String]
  ) -> [Handout] {
    guard let definition = founding?.definition else { return [] }
    let phase = evaluation.phase
    let unpassed = agents(of: phase).filter { !evaluation.passed.contains($0) }
    let targets = retried(evaluation, by: discontent).inside
    func handout(_ phase: Int, _ agents: [AgentID]) -> Handout {
      Handout(
        phase: phase, agents, discontent.isEmpty ? .failure : .feedback,
        notes: agents.compactMap { agent in notes[agent].map { AgentText(agent, $0) } })
    }
    guard let first = targets.compactMap(definition.phase(of:)).min() else {
      return [handout(phase, unpassed)]
    }
    let isWhole = discontent.contains { definition[$0]?.evaluator?.rerun == .fromTarget }
    var handouts: [Handout] = []
    for number in first..<max(phase, first) {
      let again = isWhole ? agents(of: number) : agents(of: number).filter(targets.contains)
      if !again.isEmpty { handouts.append(handout(number, again)) }
    }
    handouts.append(handout(phase, isWhole ? agents(of: phase) : unpassed))
    return handouts
  }

  /// What an agent says of what went wrong.
  func message(of agent: AgentID, in evaluation: PhaseEvaluation) -> String {
    guard let result = evaluation.results.first(where: { $0.agent == agent }) else { return "" }
    if let feedback = result.feedback, !comparable(feedback).isEmpty { return feedback }
    let items = result.items.filter { !$0.passed }.compactMap { item in
      item.feedback.map { "\(item.target): \($0)" }
    }
    return items.isEmpty ? result.summary : items.joined(separator: "\n")
  }

  private func failureNote(_ agent: AgentID, _ evaluation: PhaseEvaluation) -> String {
    "It failed before: \(message(of: agent, in: evaluation))"
  }

  /// What each is told whose work evaluators send back.
  ///
  /// - Parameters:
  ///   - number: which retry it is; nil for a new beginning after the last one.
  ///   - most: how many there may be.
  private func notes(
    to targets: [AgentID], from discontent: [AgentID], in evaluation: PhaseEvaluation,
    _ number: String? = nil,
    _ most: String? = nil
  ) -> [AgentID: String] {
    var notes: [AgentID: String] = [:]
    for target in targets {
      notes[target] = discontent.compactMap { agent -> String? in
        guard let evaluator = founding?.definition[agent]?.evaluator, evaluator.retry.contains(target) else {
          return nil
        }
        let result = evaluation.results.first { $0.agent == agent }
        let own = result?.items.first { $0.target == target.text && !$0.passed }?.feedback
        let text = own ?? message(of: agent, in: evaluation)
        guard let template = evaluator.feedback else {
          let which = number.flatMap { number in most.map { " (retry \(number) of \($0))" } } ?? ""
          return "\(agent) sent the work back\(which). Mend this: \(text)"
        }
        return WorkflowTemplate.filled(
          template,
          [
            "feedback": text, "blockers": text, "action_items": text, "retryCount": number ?? "0",
            "maxRetries": most ?? "\(evaluator.maxRetries)",
          ])
      }.joined(separator: "\n\n")
    }
    return notes
  }
}
