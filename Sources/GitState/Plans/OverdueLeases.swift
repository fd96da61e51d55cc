import Git
package import StateMachine

extension PlanView {
  /// Tasks whose holder's time is over, so that they may be taken: none while nothing is handed out.
  package var overdueLeases: [(task: PlanTask, claim: Claim)] {
    guard plan.handingOutRefusal() == nil else { return [] }
    return plan.tasks.tasks { $0.task.status.claim?.isExpired(at: now) == true }.compactMap { task in
      guard case .claimed(let claim) = task.status, claim.isExpired(at: now), !finished.contains(task.id)
      else { return nil }
      return (task, claim)
    }
  }
}

extension Project {
  /// Of all active plans, but for those whose worktree is gone: that says more.
  func overdueLeases(_ stand: OverviewStand) -> [(view: PlanView, task: PlanTask, claim: Claim)] {
    stand.active.flatMap { view in
      view.overdueLeases.filter { !stand.dead.contains($0.claim.worker) }.map { (view, $0.task, $0.claim) }
    }
  }

  static func leaseSentence(
    _ task: PlanTask, _ claim: Claim, of view: PlanView, _ stand: OverviewStand
  ) -> String {
    let place = stand.active.count > 1 ? " of \(view.branch)" : ""
    return
      "The lease of worker \(claim.worker) on task \(task.id)\(place) ran out\(claim.until.map { " at \($0)" } ?? ""): \(wayOn)."
  }

  /// What there is to be done about a lease that ran out.
  static let wayOn = "claim_task takes it over, start_wave gives it out again"

  /// The call that takes up what its holder left: by a wave where it has a branch, else by a claim as it was made.
  func takeOver(
    _ task: PlanTask, of view: PlanView, in repository: borrowing Repository
  ) throws -> Rejection.Next {
    let plan = Rejection.Field("plan_branch", .text(view.branch))
    if task.branch != nil, repository.workingDirectory != nil { return .init("start_wave", [plan]) }
    return .init(
      "claim_task",
      [
        plan, .init("task_id", .text(task.id.text)),
        .init("worker_id", .text(try freeWorker(in: repository))),
      ])
  }
}
