extension Plan {
  /// What follows from a command for the task that it names; ``judged(_:given:at:)`` adds what that means for other tasks.
  func decideAlone(
    _ command: PlanCommand, given facts: PlanFacts, at now: Timestamp
  ) throws(Rejection) -> [PlanEvent] {
    switch command {
    case .create(let draft):
      guard founding == nil else { throw alreadyThere(draft.session) }
      try PlanLimits.check(draft)
      for task in draft.tasks { try refusePart(task.id) }
      try Plan.checkStructure(draft.tasks, external: Set(facts.baseProvides))
      var founding = draft
      let needed = Set(draft.tasks.flatMap(\.preconditions))
      founding.given = facts.baseProvides.filter(needed.contains)
      return [.planCreated(founding)]
    case .adopt(let draft, let tasks, let version):
      guard founding == nil else { throw alreadyThere(draft.session) }
      return [.planAdopted(draft, tasks: tasks, version: version)]
    case .take(let draft, let tasks, let learnings):
      return try decideImport(draft, tasks, learnings: learnings, given: facts)
    case .update(let update):
      return try decideUpdate(update, given: facts)
    case .recordBranch(let id, let branch, let ahead, let replacing):
      return try decideBranch(try existing(id), branch, ahead: ahead, replacing: replacing, given: facts)
    case .claim(let id, let worker, let until):
      return try decideClaim(try existing(id), worker, until: until, at: now)
    case .release(let id, let worker, let reason):
      guard let task = self[id], task.status.claim?.worker == worker else { return [] }
      try PlanLimits.check(text: reason, field: "reason")
      return [.claimReleased(id, worker: worker, reason: reason)]
    case .report(let id, let worker, let claim, let report):
      return try decideReport(try existing(id), worker, claim: claim, report, given: facts)
    case .renew(let id, let worker):
      return decideRenewal(try existing(id), worker, at: now)
    case .block(let id, let reason, let worker):
      let task = try existing(id)
      try refuseOther(worker, task)
      try allow(.blocked, task)
      try PlanLimits.check(text: reason, field: "reason")
      if task.status.word == .blocked, task.status.reason == reason { return [] }
      return [.taskBlocked(id, reason: reason)]
    case .complete(let id, let tip, let merge, let worker):
      let task = try existing(id)
      try refuseOther(worker, task)
      return try complete(task, tip: tip, merge: merge)
    case .requestApproval(let point, let note, let digest):
      return try decideRequest(at: point, note: note, digest: digest)
    case .decide(let verdict): return try decideVerdict(verdict)
    case .handIn(let id, let tip, let worker):
      let task = try existing(id)
      try refuseOther(worker, task)
      return try decideHandIn(task, tip: tip)
    case .review(let id, let review):
      return try decideReview(try existing(id), review, given: facts)
    case .overrideReview(let id, let name, let reason):
      return try decideOverride(try existing(id), by: name, reason: reason, given: facts)
    case .expand(let id, let split):
      return try decideExpand(try existing(id), split)
    }
  }

  /// Ids with an `@` are given to parts alone.
  func refusePart(_ id: PlanTaskID) throws(Rejection) {
    guard id.isPart else { return }
    throw Rejection(
      .invalidName, "\(quoted(id.text)) is the id of a part, and those are given by expand_task.",
      details: [.init("value", .text(id.text)), .init("allowed", .text(PlanTaskID.letters.allowed))])
  }

  private func alreadyThere(_ session: SessionID) -> Rejection {
    Rejection(
      .exists, "Branch \(session.branch) already exists, with another plan. Use a different session_id.",
      details: [.init("branch", .text(session.branch))],
      next: .init("parse_plan", [.init("branch", .text(session.branch))]))
  }

  func existing(_ id: PlanTaskID) throws(Rejection) -> PlanTask {
    guard let task = self[id] else { throw unknownTask(id.text) }
    return task
  }

  /// Refuses what the transition table does not hold.
  func allow(_ action: TaskTransitions.Action, _ task: PlanTask) throws(Rejection) {
    let state = task.status.word
    guard !TaskTransitions.allows(action, in: state) else { return }
    let allowed = TaskTransitions.states(allowing: action).map(\.rawValue)
    var next: Rejection.Next?
    if let session = founding?.session, [.claimed, .expanding, .inReview].contains(state) {
      // Opening it again would take it from whoever is at work on it.
      next =
        state == .inReview
        ? reviewCall(task)
        : .init(
          "parse_plan", [.init("branch", .text(session.branch)), .init("ids", .texts([task.id.text]))])
    } else if let session = founding?.session, TaskTransitions.allows(.reopened, in: state) {
      next = .init(
        "update_plan_branch",
        [
          .init("plan_branch", .text(session.branch)),
          .init(
            "changed_tasks",
            .list([.record([.init("id", .text(task.id.text)), .init("status", .text("pending"))])])),
        ])
    }
    throw Rejection(
      .wrongState,
      "Task \(task.id) is \(state.rawValue), so it can't be \(action.rawValue); that takes one that is \(spoken(allowed, word: "or")).",
      details: [
        .init("task", .text(task.id.text)), .init("status", .text(state.rawValue)),
        .init("allowed", .texts(allowed)),
      ],
      next: next)
  }

  private func decideBranch(
    _ task: PlanTask, _ branch: PlanTask.Branch, ahead: Bool, replacing: Bool, given facts: PlanFacts
  ) throws(Rejection) -> [PlanEvent] {
    if let recorded = task.branch, !replacing {
      if recorded.name == branch.name { return [] }
      throw Rejection(
        .exists, "Task \(task.id) already has a branch, \(recorded.name).",
        details: [.init("task", .text(task.id.text)), .init("branch", .text(recorded.name))],
        next: .init("parse_task", [.init("branch", .text(recorded.name))]))
    }
    let missing = unmet(task, given: facts)
    if !missing.isEmpty, !ahead { throw unmetPreconditions(task, missing) }
    return [.taskBranched(task.id, branch)]
  }

  /// The refusal that says what is missing and who brings it.
  package func unmetPreconditions(_ task: PlanTask, _ missing: [Unmet]) -> Rejection {
    let words = missing.map { unmet in
      let from = unmet.from.map { id in
        guard let provider = self[id] else { return id.text }
        return provider.status.word == .completed
          ? "\(id) (completed, not merged)" : "\(id) (\(provider.status.word.rawValue))"
      }
      let near = unmet.near.first.map { ", nearest is \(quoted($0))" } ?? ""
      switch unmet.need {
      case .task(let id): return "task \(from.first ?? id.text)"
      case .capability(let capability):
        return from.isEmpty
          ? "\(quoted(capability.text)), which nothing provides\(near)"
          : "\(quoted(capability.text)) from \(spoken(from))"
      case .wave(let wave): return "wave \(wave) to end (\(spoken(from)))"
      }
    }
    return Rejection(
      .unmetPreconditions,
      "Task \(task.id) still waits for \(spoken(words)). Deliver that first, or pass ahead: true.",
      details: [
        .init("task", .text(task.id.text)),
        .init(
          "waiting_for",
          .list(
            missing.map { unmet in
              let need: Rejection.Field =
                switch unmet.need {
                case .task(let id): .init("task", .text(id.text))
                case .capability(let capability): .init("capability", .text(capability.text))
                case .wave(let wave): .init("wave", .number(wave))
                }
              return .record([need, .init("from", .texts(unmet.from.map(\.text)))])
            })),
      ],
      next: founding.map {
        .init("parse_plan", [.init("branch", .text($0.session.branch)), .init("detail", .text("brief"))])
      })
  }

  func complete(_ task: PlanTask, tip: String?, merge: String?) throws(Rejection) -> [PlanEvent] {
    try allow(.completed, task)
    try refuseUnreviewed(task)
    if case .completed(let completion) = task.status, completion.tip == tip, completion.merge == merge {
      return []
    }
    return [.taskCompleted(task.id, tip: tip, merge: merge)]
  }
}
