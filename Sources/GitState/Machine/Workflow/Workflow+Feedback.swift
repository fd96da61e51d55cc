extension Workflow {
  /// Whose work an evaluator sends back: that of those whom its items name as failed; everyone's whom it may send back, where it names
  /// none of them, or something that is nobody's.
  func sentBack(by agent: AgentID, in evaluation: PhaseEvaluation) -> [AgentID] {
    guard let evaluator = founding?.definition[agent]?.evaluator else { return [] }
    var named: Set<AgentID> = []
    for item in failed(agent, evaluation) {
      guard let owner = owner(of: item, evaluator) else { return evaluator.retry }
      named.insert(owner)
    }
    return named.isEmpty ? evaluator.retry : evaluator.retry.filter(named.contains)
  }

  /// What an agent says of what went wrong: of each thing that did not pass, and then of the whole.
  func message(of agent: AgentID, in evaluation: PhaseEvaluation) -> String {
    guard let result = evaluation.results.first(where: { $0.agent == agent }) else { return "" }
    let items = failed(agent, evaluation)
    return told(items.map(named), result, hasWords: items.contains { says($0.feedback) })
  }

  /// What each is told whose work evaluators send back: what they say of its own, then of what is nobody's, then of the whole.
  ///
  /// - Parameter isRetry: whether the retries are counted; not at a new beginning after the last one.
  func notes(
    to targets: [AgentID], from discontent: [AgentID], in evaluation: PhaseEvaluation, isRetry: Bool = false
  ) -> [AgentID: String] {
    var notes: [AgentID: String] = [:]
    for target in targets {
      notes[target] = discontent.compactMap { agent -> String? in
        guard let evaluator = founding?.definition[agent]?.evaluator,
          sentBack(by: agent, in: evaluation).contains(target),
          let result = evaluation.results.first(where: { $0.agent == agent })
        else { return nil }
        let items = failed(agent, evaluation)
        let own = items.filter { owner(of: $0, evaluator) == target }.compactMap(\.feedback).filter(says)
        let nobodys = items.filter { owner(of: $0, evaluator) == nil }
        let text = told(
          own + nobodys.map(named), result, hasWords: !own.isEmpty || nobodys.contains { says($0.feedback) })
        let number = isRetry ? (loops[agent] ?? 0) + 1 : nil
        guard let template = evaluator.feedback else {
          let which = number.map { " (retry \($0) of \(evaluator.maxRetries))" } ?? ""
          return "\(agent) sent the work back\(which). Mend this: \(text)"
        }
        var values = ["retryCount": "\(number ?? 0)", "maxRetries": "\(evaluator.maxRetries)"]
        // It is one text, wherever a template has a place for it: it stands in the first of them.
        let places = WorkflowTemplate.places(in: template).filter(Self.placesOfFeedback.contains)
        for place in places { values[place] = place == places.first ? text : "" }
        var filled = WorkflowTemplate.filled(template, values)
        while filled.last?.isNewline == true { filled.removeLast() }
        return filled
      }.joined(separator: "\n\n")
    }
    return notes
  }

  private static let placesOfFeedback: Set<String> = ["feedback", "blockers", "action_items"]

  /// Lines, and below them what is said of the whole; the summary where nothing else has words.
  private func told(_ lines: [String], _ result: AgentResult, hasWords: Bool) -> String {
    var lines = lines
    if let words = result.feedback, says(words) {
      if !lines.contains(where: { $0.contains(words) }) { lines.append(words) }
    } else if !hasWords {
      lines.append(result.summary)
    }
    return lines.joined(separator: "\n")
  }

  private func named(_ item: JudgedItem) -> String {
    "\(item.target): \(says(item.feedback) ? item.feedback ?? "" : "did not pass")"
  }

  private func failed(_ agent: AgentID, _ evaluation: PhaseEvaluation) -> [JudgedItem] {
    evaluation.results.first { $0.agent == agent }?.items.filter { !$0.passed } ?? []
  }

  /// The agent whose work a judged thing is: named by its id or its name.
  private func owner(of item: JudgedItem, _ evaluator: WorkflowEvaluator) -> AgentID? {
    let target = comparable(item.target.hasPrefix("@") ? String(item.target.dropFirst()) : item.target)
    return evaluator.retry.first { agent in
      comparable(agent.text) == target
        || founding?.definition[agent]?.name.map { comparable($0) == target } == true
    }
  }

  private func says(_ text: String?) -> Bool { text.map { !comparable($0).isEmpty } ?? false }
}
