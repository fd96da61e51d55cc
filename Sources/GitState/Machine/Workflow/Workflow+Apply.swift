extension Workflow {
  package mutating func apply(_ recorded: Recorded<WorkflowEvent>) {
    updated = recorded.at
    switch recorded.event {
    case .workflowStarted(let founding):
      self = Workflow()
      self.founding = founding
      created = recorded.at
      updated = recorded.at
      queue = steps
      if let imported = founding.imported { take(imported, recorded) }
    case .workHandedOut(let snapshot):
      self.snapshot = snapshot
    case .phaseEvaluated(let evaluation):
      take(evaluation, recorded)
    case .phaseRetried(let retry):
      again(retry, recorded)
    case .phaseApprovalDue(let phase, let agent):
      wait = PhaseWait(phase: phase, agent: agent, since: recorded.at, seq: recorded.seq)
    case .phaseApprovalRequested(let note, let seen):
      request = DecisionRequest(note: note, seen: seen, at: recorded.at, by: recorded.by, seq: recorded.seq)
    case .phaseApproved(let consent):
      wait = nil
      decide(.approve, consent, recorded)
    case .phaseRevised(let consent, let retry):
      wait = nil
      decide(.revise, consent, recorded)
      again(retry, recorded)
    case .workflowResumed(let phase, let instructions, let again, let notes, let adds):
      // Who resumes without a word takes nothing back.
      let told = Set(notes.map(\.agent))
      let before = resumed?.notes.filter { adds ? !notes.contains($0) : !told.contains($0.agent) } ?? []
      let earlier = adds || instructions == nil ? resumed?.told ?? [] : []
      let all = earlier.filter { $0 != instructions } + [instructions].compactMap(\.self)
      resumed = Resumption(
        phase: phase, instructions: all.last, earlier: all.dropLast(), notes: before + notes,
        seq: recorded.seq)
      guard ended != nil else { return }
      ended = nil
      failures = [:]
      loops = [:]
      loop = nil
      queue.insert(contentsOf: again, at: 0)
    case .workflowEnded(let end):
      ended = Ending(end, at: recorded.at, isAborted: end.isAborted)
      if end.isCompleted { queue = [] }
    case .workflowAborted(let consent, let phase):
      unapproved = phase
      wait = nil
      decide(.abort, consent, recorded)
      ended = Ending(
        WorkflowEnd(completed: false, success: false, reasons: [consent.reason].compactMap(\.self)),
        at: recorded.at, isAborted: true)
    }
  }

  private mutating func take(_ evaluation: PhaseEvaluation, _ recorded: Recorded<WorkflowEvent>) {
    let phase = evaluation.phase
    if queue.first?.phase == phase { queue.removeFirst() }
    // One that was kept elsewhere before may count higher.
    attempts[phase] = max((attempts[phase] ?? 0) + 1, evaluation.attempt)
    invoked += evaluation.results.count
    for result in evaluation.results {
      if evaluation.passed.contains(result.agent) {
        failures[result.agent] = nil
        if loop?.by.contains(result.agent) == true { loop = nil }
      }
    }
    keep(evaluation)
    // What is not followed from here is of nobody: the next snapshot, where one is taken, is of those who work now.
    snapshot = nil
    if evaluation.isPassed {
      if let from = loop?.by, from.contains(where: agents(of: phase).contains) { loop = nil }
      for agent in agents(of: phase) { loops[agent] = nil }
    }
    if let observed = evaluation.observed { files.add(observed) }
    var whole = evaluation
    let before = record(of: phase)
    whole.results = agents(of: phase).compactMap { agent in
      evaluation.results.first { $0.agent == agent }
        ?? before?.evaluation.results.first { $0.agent == agent }
    }
    var record = PhaseRecord(
      evaluation: whole, said: evaluation.results, at: recorded.at, seq: recorded.seq)
    if let before {
      let mark = before.evaluation.mark.map { EarlierResults(attempt: before.evaluation.attempt, mark: $0) }
      record.earlier = (before.earlier + [mark].compactMap(\.self)).suffix(WorkflowLimits.earlier)
    }
    records.removeAll { $0.evaluation.phase == phase }
    records.append(record)
  }

  /// Adds what only grows.
  private mutating func keep(_ evaluation: PhaseEvaluation) {
    let phase = evaluation.phase
    for result in evaluation.results {
      if !result.summary.isEmpty {
        summaries.removeAll { $0.agent == result.agent }
        summaries.append(AgentText(result.agent, result.summary))
        // Older versions did not say so, and their states stay as they were.
        let attempt = evaluation.mark == nil ? evaluation.summaryAttempts?[result.agent] : evaluation.attempt
        if let attempt, attempt > 1 { summaryAttempts[result.agent] = attempt }
      }
      for var decision in result.decisions {
        decision.phase = phase
        if !decisions.contains(decision) { decisions.append(decision) }
      }
      files.add(result.files)
    }
  }

  /// What only grows, as it stood where it was kept before.
  private mutating func take(_ imported: ImportedOrigin, _ recorded: Recorded<WorkflowEvent>) {
    files = imported.files
    decisions = imported.decisions
    summaries = imported.summaries
    failures = imported.failures
    loops = imported.loops
    invoked = imported.invoked
    guard let begun = imported.begun else { return }
    // Those of the phase that have no result work in it for the first time.
    if let index = queue.firstIndex(where: { $0.phase == begun.phase }) {
      let left = agents(of: begun.phase).filter { !begun.passed.contains($0) }
      queue[index] = Handout(phase: begun.phase, left)
    }
    invoked += begun.results.count
    keep(begun)
    if let observed = begun.observed { files.add(observed) }
    records = [
      PhaseRecord(evaluation: begun, said: begun.results, at: recorded.at, seq: recorded.seq)
    ]
  }

  private mutating func again(_ retry: WorkflowRetry, _ recorded: Recorded<WorkflowEvent>) {
    queue.insert(contentsOf: retry.handouts, at: 0)
    retries = (retries + [NotedRetry(retry, at: recorded.at)]).suffix(WorkflowLimits.retries)
    switch retry.reason {
    case .failure: for agent in retry.agents { failures[agent, default: 0] += 1 }
    case .feedback:
      for evaluator in retry.by { loops[evaluator, default: 0] += 1 }
      loop = retry
    case .revision, .step: break
    }
  }

  private mutating func decide(
    _ decision: Decision, _ consent: Consent, _ recorded: Recorded<WorkflowEvent>
  ) {
    decided = Decided(decision, consent, at: recorded.at, by: recorded.by, seq: recorded.seq)
  }
}
