extension Plan {
  func decideClaim(
    _ task: PlanTask, _ worker: WorkerID, until: Timestamp?, at now: Timestamp
  ) throws(Rejection) -> [PlanEvent] {
    if let claim = task.status.claim {
      let word = task.status.word
      if claim.worker == worker, word == .claimed {
        // One without a lease never runs out, and so is not shortened by asking again.
        guard let until, let present = claim.until, until != present else { return [] }
        return [.leaseRenewed(task.id, worker: worker, until: until, since: now)]
      }
      if claim.worker != worker, word == .claimed || word == .blocked, claim.isExpired(at: now) {
        return [.taskClaimed(task.id, worker: worker, until: until, from: claim.worker)]
      }
      // What was handed in is its reviewer's, whoever holds it.
      if claim.worker != worker, word != .inReview {
        var sentence = "Task \(task.id) is held by worker \(claim.worker) since \(claim.at)"
        if let end = claim.until { sentence += ", until \(end)" }
        if now < claim.at { sentence += ". By this machine's clock that is yet to come: it is \(now)" }
        throw Rejection(
          .claimed, sentence + ".",
          details: [
            .init("task", .text(task.id.text)), .init("worker", .text(claim.worker.text)),
            .init("since", .text(claim.at.description)),
          ] + (claim.until.map { [.init("lease_until", .text($0.description))] } ?? []),
          // Never the call that takes a live worker's folder away: whoever follows it blindly should look first.
          next: founding.map {
            .init("parse_plan", [.init("branch", .text($0.session.branch)), .init("detail", .text("brief"))])
          },
          remedy:
            "Take another task. Where that worker is gone for good, remove_worktree with its id rescues its work and frees the task."
        )
      }
    }
    try allow(.claimed, task)
    return [.taskClaimed(task.id, worker: worker, until: until)]
  }

  /// A lease of which at least half is gone lasts as long again from now.
  func decideRenewal(_ task: PlanTask, _ worker: WorkerID, at now: Timestamp) -> [PlanEvent] {
    guard case .claimed(let claim) = task.status, claim.worker == worker, let until = claim.until else {
      return []
    }
    let length = until.seconds - (claim.renewed ?? claim.at).seconds
    guard length > 0, until.seconds - now.seconds < length / 2 else { return [] }
    return [
      .leaseRenewed(task.id, worker: worker, until: Timestamp(seconds: now.seconds + length), since: now)
    ]
  }

  /// Refuses what a worker says of a task that is another's by now.
  ///
  /// What was handed in, or is done, was its worker's to say something of once.
  func refuseOther(_ worker: WorkerID?, _ task: PlanTask) throws(Rejection) {
    guard let worker, let claim = task.status.claim, claim.worker != worker else { return }
    throw notHolder(task, worker)
  }
}
