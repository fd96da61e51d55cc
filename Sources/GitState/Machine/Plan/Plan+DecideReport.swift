extension Plan {
  /// What follows from a worker's report of a task.
  ///
  /// Only its present holder decides anything by it. Who held it before is told so, and the report is kept as a note.
  func decideReport(
    _ task: PlanTask, _ worker: WorkerID, claim: Int?, _ report: TaskReport, given facts: PlanFacts
  ) throws(Rejection) -> [PlanEvent] {
    try check(report, of: task)
    guard let held = task.status.claim, held.worker == worker, claim == nil || claim == held.seq else {
      // The claim ended with the report: the same words again are the same call.
      if let last = task.report, last.worker == worker, last.report == report { return [] }
      // What was merged meanwhile is done, and its worker says what it did.
      if case .completed(let completion) = task.status, completion.by == worker.folder,
        report.outcome == .completed
      {
        return [.taskReported(task.id, worker: worker, report)]
      }
      guard task.former.contains(where: { $0.worker == worker && (claim == nil || claim == $0.seq) }) else {
        throw notHolder(task, worker, claim)
      }
      return [.reportNoted(task.id, worker: worker, report)]
    }
    if task.status.word == .inReview, report.outcome == .completed {
      // It was handed in by a commit already, and its worker goes.
      return [.taskReported(task.id, worker: worker, report), .claimReleased(task.id, worker: worker)]
    }
    guard task.status.word == .claimed else {
      try allow(.failed, task)
      return []
    }
    return [.taskReported(task.id, worker: worker, report)] + outcome(of: report, task, given: facts)
  }

  private func outcome(of report: TaskReport, _ task: PlanTask, given facts: PlanFacts) -> [PlanEvent] {
    let reason = report.reason ?? report.error?.message ?? ""
    switch report.outcome {
    case .completed:
      let tip = facts.tips[task.id] ?? task.branch?.start
      if isUnreviewed(task) {
        return [.reviewRequested(task.id, tip: tip)]
          + (task.status.claim.map { [.claimReleased(task.id, worker: $0.worker)] } ?? [])
      }
      return [
        .taskCompleted(task.id, tip: tip, merge: tip.flatMap { facts.reachable.contains($0) ? $0 : nil })
      ]
    case .blocked:
      return [.taskBlocked(task.id, reason: reason)]
        + (task.status.claim.map { [.claimReleased(task.id, worker: $0.worker)] } ?? [])
    case .specRejected: return [.replanNeeded(task.id, reason: reason)]
    case .failed:
      let failed = PlanEvent.taskFailed(task.id, report.error ?? TaskError(reason))
      switch report.failure {
      case .escalate: return [failed]
      case .securityBlock: return [failed, .workHalted(task.id, reason: reason)]
      case .needsReplan: return [failed, .replanNeeded(task.id, reason: reason)]
      case .transient, .fixable, .flaky, .regression, .newFailure, .platformSpecific, nil:
        return task.attemptsLeft > 1
          ? [failed, .taskRetried(task.id)]
          : [
            failed,
            .replanNeeded(task.id, reason: "\(counted(task.failures + 1, "attempt")) failed: \(reason)"),
          ]
      }
    }
  }

  private func check(_ report: TaskReport, of task: PlanTask) throws(Rejection) {
    try PlanLimits.check(text: report.handoff, field: "handoff")
    let reason = report.reason ?? report.error?.message ?? ""
    guard comparable(reason).isEmpty else { return }
    let argument =
      switch report.outcome {
      case .completed: ""
      case .blocked: "handoff.blocked_reason"
      case .failed: "handoff.error_context.error_message"
      case .specRejected: "handoff.reasoning"
      }
    guard !argument.isEmpty else { return }
    throw Rejection(
      .missingArgument,
      "Task \(task.id) is reported as \(report.outcome.rawValue), and \(argument) does not say why.",
      details: [.init("argument", .text(argument)), .init("task", .text(task.id.text))])
  }

  /// Who holds a task that another reports, releases or renews.
  package func notHolder(_ task: PlanTask, _ worker: WorkerID, _ claim: Int? = nil) -> Rejection {
    let present = task.status.claim
    var sentence = "Worker \(worker) does not hold task \(task.id), which is \(task.status.word.rawValue)"
    if let present, present.worker != worker {
      sentence += " by worker \(present.worker) since \(present.at)"
    }
    if let present, present.worker == worker, let claim {
      sentence =
        "Claim \(claim) of task \(task.id) is over: worker \(worker) holds it by claim \(present.seq)"
    }
    return Rejection(
      present == nil ? .wrongState : .claimed, sentence + ".",
      details: [
        .init("task", .text(task.id.text)), .init("status", .text(task.status.word.rawValue)),
        .init("worker", present.map { .text($0.worker.text) } ?? .text("")),
      ] + (present == nil ? [.init("allowed", .texts([TaskStatus.Word.claimed.rawValue]))] : [])
        + (present?.until.map { [.init("lease_until", .text($0.description))] } ?? []),
      next: founding.map {
        .init("parse_plan", [.init("branch", .text($0.session.branch)), .init("detail", .text("brief"))])
      })
  }

  /// What is to be done after a report that led to these events.
  package func route(after events: [PlanEvent]) -> ReportRoute {
    var route = ReportRoute.next
    for event in events {
      switch event {
      case .taskBlocked, .taskFailed: route = .escalate
      case .taskRetried: route = .retry
      case .replanNeeded: route = .replan
      case .workHalted: return .halt
      case .reviewRequested: route = .review
      default: break
      }
    }
    return route
  }
}

extension PlanTask {
  /// How often it may still be tried, the present attempt counted.
  package var attemptsLeft: Int { max(0, (definition.maxRetries ?? 3) - failures) }
}
