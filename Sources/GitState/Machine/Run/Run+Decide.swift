extension Run {
  package func decide(
    _ command: RunCommand, given facts: RunFacts, at now: Timestamp
  ) throws(Rejection) -> [RunEvent] {
    switch command {
    case .start(let draft):
      return try decideStart(draft)
    case .addPhase(let phase):
      if let known = try findPhase(phase.name.text), known.definition == phase { return [] }
      try checkActive()
      return try added(phase)
    case .recordValidation(let phase, let validation):
      return try decideValidation(phase, validation)
    case .recordCheckpoint(let checkpoint, let phase):
      return try decideCheckpoint(checkpoint, phase: phase)
    case .completePhase(let phase, let checkpoint, let result, let reason):
      return try decideCompletion(phase, checkpoint, result, reason, given: facts)
    case .recordModule(let name, let phase, let start):
      return try decideModule(name, phase: phase, start: start)
    case .mergeModules(let merges):
      return try decideMerges(merges)
    case .removeModules(let removals):
      return try decideRemovals(removals)
    case .startRollback(let rollback):
      return try decideRollback(rollback)
    case .finishRollback(let returned):
      return try decideRollbackEnd(returned: returned)
    case .complete(let completion):
      return try decideEnd(completion)
    }
  }

  private func decideStart(_ draft: RunFounding) throws(Rejection) -> [RunEvent] {
    guard founding == nil else {
      throw Rejection(
        .exists, "Run \(draft.id) is there already.", details: [.init("task_id", .text(draft.id.text))],
        next: call("get_task_state"))
    }
    try RunLimits.check(draft)
    var founding = draft
    founding.isOpen = draft.phases.isEmpty
    if let cycle = PhaseDefinition.cycle(in: draft.phases) {
      throw Rejection(
        .cycle, "Phases wait for each other: \(cycle.map(\.text).joined(separator: " → ")).",
        details: [.init("cycle", .texts(cycle.map(\.text)))])
    }
    // As if one were added after the other: a phase may only wait for those before it.
    var trial = Run()
    for phase in draft.phases {
      try trial.checkNew(phase, among: draft.phases)
      trial.append(phase)
    }
    return [.runStarted(founding)]
  }

  private func decideCheckpoint(
    _ given: RunCheckpoint, phase: String?
  ) throws(Rejection) -> [RunEvent] {
    var checkpoint = given
    if let known = self[checkpoint: given.number] {
      if known.fact.sha == given.sha { return [] }
      throw Rejection(
        .exists, "Run \(short) has a checkpoint \(given.number) already, with other content.",
        details: [.init("number", .number(given.number)), .init("sha", .text(known.fact.sha))],
        next: call("list_checkpoints"))
    }
    try checkActive()
    guard let phase else { return [.checkpointRecorded(checkpoint)] }
    let (name, events) = try mention(phase)
    checkpoint.phase = name
    return events + [.checkpointRecorded(checkpoint)]
  }

  private func decideEnd(_ given: RunCompletion) throws(Rejection) -> [RunEvent] {
    if status == .completed { return [] }
    try checkSettled()
    try PlanLimits.check(text: given.summary, field: "summary")
    let open = phases.filter { !$0.isComplete }.map(\.name.text)
    guard let first = open.first else { return [.runCompleted(given)] }
    throw Rejection(
      .wrongState,
      "Run \(short) has \(counted(open.count, "open phase")): \(spoken(open.map { quoted($0) })). Complete them first.",
      details: [.init("open", .texts(open)), .init("current_phase", .text(first))],
      next: call("get_task_state"))
  }

  /// Refuses while a rollback is in progress: only the same call may go on.
  func checkSettled() throws(Rejection) {
    guard let rollback else { return }
    let target = rollback.fact.targetText
    throw Rejection(
      .wrongState,
      "Run \(short) is being rolled back to \(quoted(target)) since \(rollback.at), with rescue \(rollback.fact.rescue). Make that call again: it finishes.",
      details: [
        .init("checkpoint_id", .text(target)), .init("rescue", .text(rollback.fact.rescue)),
        .init("since", .text(rollback.at.description)),
      ],
      next: call(
        "rollback_to_checkpoint",
        [.init("checkpoint_id", .text(target))]
          + (rollback.fact.asCommit ? [.init("as_commit", .flag(true))] : [])))
  }

  /// Refuses while a rollback is in progress, and when the run has ended.
  func checkActive() throws(Rejection) {
    try checkSettled()
    guard let completion else { return }
    throw Rejection(
      .wrongState,
      "Run \(short) was completed at \(completion.at). Rolling back to a checkpoint opens it again.",
      details: [
        .init("status", .text(status.rawValue)), .init("completed_at", .text(completion.at.description)),
      ],
      next: call("list_checkpoints"))
  }
}
