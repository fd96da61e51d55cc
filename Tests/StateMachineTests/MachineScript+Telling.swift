import StateMachine

extension MachineScript {
  func told(_ event: PlanEvent) -> String {
    switch event {
    case .planCreated(let founding):
      "planCreated with \(founding.tasks.map(\.id.text).joined(separator: ", "))"
    case .planAdopted(_, let tasks, let version):
      "planAdopted v\(version) with \(tasks.map(\.id.text).joined(separator: ", "))"
    case .planUpdated: "planUpdated"
    case .taskAdded(let definition): "taskAdded \(definition.id)"
    case .taskChanged(let definition): "taskChanged \(definition.id)"
    case .taskBranched(let id, let branch): "taskBranched \(id) \(branch.name)"
    case .taskClaimed(let id, let worker, _, let from):
      "taskClaimed \(id) by \(worker)\(from.map { " from \($0)" } ?? "")"
    case .leaseRenewed(let id, let worker, let until, _): "leaseRenewed \(id) by \(worker) until \(until)"
    case .claimReleased(let id, let worker, _): "claimReleased \(id) by \(worker)"
    case .taskReported(let id, let worker, let report):
      "taskReported \(id) by \(worker): \(report.outcome.rawValue)"
    case .reportNoted(let id, let worker, let report):
      "reportNoted \(id) by \(worker): \(report.outcome.rawValue)"
    case .taskFailed(let id, let error): "taskFailed \(id): \(error.message)"
    case .taskRetried(let id): "taskRetried \(id)"
    case .replanNeeded(let id, let reason): "replanNeeded \(id): \(reason)"
    case .taskBlocked(let id, let reason): "taskBlocked \(id): \(reason)"
    case .taskCompleted(let id, let tip, let merge):
      "taskCompleted \(id) tip \(tip ?? "none") merge \(merge ?? "none")"
    case .taskReopened(let id): "taskReopened \(id)"
    case .taskCancelled(let id, _): "taskCancelled \(id)"
    case .learningRecorded(let text): "learningRecorded: \(text)"
    case .approvalRequested, .approvalReopened, .batchCompleted, .workHalted, .planApproved, .batchConfirmed,
      .haltLifted, .revisionRequested, .planAborted, .planReopened:
      consentTold(event)
    case .reviewRequested(let id, _): "reviewRequested \(id)"
    case .taskReviewed(let id, let review):
      "taskReviewed \(id)\(review.area.map { " (\($0))" } ?? ""): \(review.judged.rawValue)"
    case .reviewOverridden(let id, let name, let reason): "reviewOverridden \(id) by \(name): \(reason)"
    case .taskExpanded(let id, let expansion):
      "taskExpanded \(id) \(expansion.strategy.rawValue): added \(spoken(expansion.added.map(\.id.text))), shared \(spoken(expansion.shared.map(\.id.text)))"
    case .expansionResumed(let id): "expansionResumed \(id)"
    case .planRevised: "planRevised"
    }
  }

  /// The plan after a block: a line for the whole, one a task, and the warnings.
  var state: [String] {
    let plan = bench.plan
    guard plan.founding != nil else { return ["= nothing"] }
    let progress = plan.progress(given: bench.facts)
    let ready = Set(plan.ready(given: bench.facts).map(\.id))
    var lines = [
      "= v\(plan.version) \(plan.state(given: bench.facts).rawValue), \(progress.completed) of \(progress.total)"
    ]
    if plan.consent != PlanConsent() {
      let at = plan.consent.foremost.map { " at \($0.point.rawValue)" } ?? ""
      lines[0] += ", \(plan.workflowState(given: bench.facts))\(at)"
      if !plan.consent.batch.isEmpty {
        lines[0] += ", batch \(plan.consent.batch.map(\.text).joined(separator: ", "))"
      }
    }
    for task in plan.tasks {
      var words = [task.id.text, task.status.word.rawValue]
      if let claim = task.status.claim { words.append("by \(claim.worker)") }
      let delivery = plan.delivery(of: task, given: bench.facts)
      if delivery != .none { words.append("\(delivery.rawValue)") }
      if ready.contains(task.id) { words.append("ready") }
      if task.isOverdue(at: bench.now) { words.append("overdue") }
      let unmet = task.status == .pending ? plan.unmet(task, given: bench.facts) : []
      if task.status.word == .inReview { words.append("(\(plan.requiredDepth(of: task).rawValue))") }
      if task.isRaised { words.append("raised") }
      if !task.parents.isEmpty { words.append("of \(spoken(task.parents.map(\.text)))") }
      if !unmet.isEmpty { words.append("waits for \(spoken(unmet.map(needed)))") }
      lines.append("  " + words.joined(separator: " "))
    }
    return lines + plan.warnings(given: bench.facts).map { "  ! \($0)" }
  }

  func needed(_ unmet: Plan.Unmet) -> String {
    switch unmet.need {
    case .task(let id): id.text
    case .capability(let capability): quoted(capability.text)
    case .wave(let wave): "wave \(wave)"
    }
  }
}
