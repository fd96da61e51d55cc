extension Workflow {
  /// What leads to a state that was kept elsewhere: the events of a workflow that came to it by itself.
  func decideAdoption(
    _ draft: WorkflowFounding, _ state: AdoptedState, at now: Timestamp
  ) throws(Rejection) -> [WorkflowEvent] {
    let founding = try checked(draft)
    let evaluated =
      [.workflowStarted(founding)] + state.evaluations.map { WorkflowEvent.phaseEvaluated($0) }
    if let resumed = state.resumed, resumed.hadEnded, state.ending == nil, state.waiting == nil {
      let again = after(evaluated, at: now).handouts(adopting: state)
      let opening =
        evaluated + [
          .workflowEnded(WorkflowEnd(completed: false, success: false)),
          .workflowResumed(phase: resumed.phase, instructions: resumed.instructions, again: again),
        ]
      return told(opening, nil, state, at: now)
    }
    let opening =
      evaluated
      + [state.resumed].compactMap(\.self).map {
        .workflowResumed(phase: $0.phase, instructions: $0.instructions, again: [])
      }
    if let end = state.ending { return opening + [.workflowEnded(end)] }
    let begun = after(opening, at: now)
    if let agent = state.waiting, let phase = founding.definition.phase(of: agent) {
      return opening + [.phaseApprovalDue(phase, agent)]
    }
    guard let retry = begun.retry(adopting: state) else {
      guard !begun.queue.isEmpty else {
        return opening + [.workflowEnded(WorkflowEnd(completed: true, success: true))]
      }
      return told(opening, nil, state, at: now)
    }
    return told(opening, retry, state, at: now)
  }

  /// What was handed out anew when it was resumed, without what was done of it since.
  private func handouts(adopting state: AdoptedState) -> [Handout] {
    guard let record = records.last(where: { !$0.evaluation.isPassed }) else { return [] }
    let again = handedOutAnew(after: record)
    guard let due = state.due, let first = again.firstIndex(where: { $0.phase == due.phase }) else {
      return again
    }
    var left = Array(again[first...])
    left[0] = Handout(
      phase: due.phase, due.agents, left[0].reason,
      notes: left[0].notes.filter { due.agents.contains($0.agent) })
    return left
  }

  /// The work that is done again, as a state says that was kept elsewhere.
  private func retry(adopting state: AdoptedState) -> WorkflowRetry? {
    guard let definition = founding?.definition else { return nil }
    guard let failed = state.evaluations.last(where: { !$0.isPassed }) else {
      let open = state.reopened.sorted()
      guard !open.isEmpty else { return nil }
      let asked = open.flatMap(agents(of:)).filter { definition[$0]?.approval != nil }
      let handouts = open.map { phase in
        let due = state.due?.phase == phase ? state.due?.agents : nil
        let asking = asked.filter(agents(of: phase).contains)
        return Handout(phase: phase, due ?? (asking.isEmpty ? agents(of: phase) : asking), .revision)
      }
      return WorkflowRetry(
        .revision, by: asked, agents: handouts[0].agents, number: 1, most: nil,
        message: "It was being revised when it was taken over.", handouts: handouts)
    }
    let unpassed = agents(of: failed.phase).filter { !failed.passed.contains($0) }
    let discontent = unpassed.filter { agent in
      // Who did not say whether it is content sends nobody's work back.
      guard let evaluator = definition[agent]?.evaluator else { return false }
      return agent == state.evaluator
        || failed.results.contains {
          $0.agent == agent && $0.success && (try? evaluator.verdict(of: $0, failed.phase)) == false
        }
    }
    let targets = retried(failed, by: discontent).inside
    let failing = again(in: failed, state.due).filter { !discontent.contains($0) }
    let retry = retry(after: failed, targets.isEmpty ? [] : discontent, failing, targets)
    guard let due = state.due,
      let first = retry.handouts.firstIndex(where: {
        $0.phase == due.phase && !Set($0.agents).isDisjoint(with: due.agents)
      })
    else { return retry }
    var handouts = Array(retry.handouts[first...])
    // Whoever was to mend it may have failed meanwhile.
    if due.phase != failed.phase,
      let last = state.evaluations.first(where: { $0.phase == due.phase && !$0.isPassed })
    {
      handouts[0] = self.retry(after: last, [], again(in: last, due), []).handouts[0]
    }
    return retry.handingOut(handouts)
  }

  /// Who works again of a phase that failed: those that the state hands out, for who failed before them may be let off.
  private func again(in failed: PhaseEvaluation, _ due: Handout?) -> [AgentID] {
    let unpassed = agents(of: failed.phase).filter { !failed.passed.contains($0) }
    guard let due, due.phase == failed.phase else { return unpassed }
    let handed = unpassed.filter(due.agents.contains)
    return handed.isEmpty ? unpassed : handed
  }

  /// The same events, with what the agents that work now are told besides what the machine itself tells them.
  private func told(
    _ opening: [WorkflowEvent], _ retry: WorkflowRetry?, _ state: AdoptedState, at now: Timestamp
  ) -> [WorkflowEvent] {
    let further = [retry].compactMap(\.self).map { WorkflowEvent.phaseRetried($0) }
    let action = after(opening + further, at: now).nextAction
    guard case .workflowStarted(var founding)? = opening.first else { return opening + further }
    var notes: [AgentText] = []
    for known in action?.agents ?? [] {
      guard let whole = state.told.first(where: { $0.agent == known.agent })?.text,
        let (text, isLast) = Self.more(in: whole, than: known.text)
      else { continue }
      if retry != nil, isLast {
        notes.append(AgentText(known.agent, text))
      } else {
        founding.instructions.append(AgentText(known.agent, text))
      }
    }
    let begun = [.workflowStarted(founding)] + opening.dropFirst()
    guard let retry, var first = retry.handouts.first else { return begun }
    first.notes += notes
    return begun + [.phaseRetried(retry.handingOut([first] + retry.handouts.dropFirst()))]
  }

  /// What a text says besides what another says: its paragraphs that the other has not, and whether they end it; nil where it has all
  /// of them.
  private static func more(in whole: String, than known: String) -> (text: String, isLast: Bool)? {
    func paragraphs(_ text: String) -> [[UInt8]] {
      var paragraphs: [[UInt8]] = [[]]
      var breaks = 0
      for byte in text.utf8 {
        if byte == 10 {
          breaks += 1
          if breaks == 2 {
            paragraphs[paragraphs.count - 1].removeLast()
            paragraphs.append([])
            breaks = 0
            continue
          }
        } else {
          breaks = 0
        }
        paragraphs[paragraphs.count - 1].append(byte)
      }
      return paragraphs
    }
    var rest = Dictionary(paragraphs(known).map { ($0, 1) }, uniquingKeysWith: +)
    var isLast = false
    let further = paragraphs(whole).filter { paragraph in
      isLast = rest[paragraph, default: 0] == 0
      if !isLast { rest[paragraph, default: 0] -= 1 }
      return isLast
    }
    let text = further.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n\n")
    return comparable(text).isEmpty ? nil : (text, isLast)
  }
}

extension WorkflowRetry {
  /// The same with other work.
  func handingOut(_ handouts: [Handout]) -> WorkflowRetry {
    WorkflowRetry(
      reason, by: by, agents: agents, number: number, most: most, message: message, handouts: handouts)
  }
}
