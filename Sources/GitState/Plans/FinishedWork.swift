import Git
import StateMachine

extension Project {
  /// How many commits of a branch are looked at for a worker's report.
  private static var reach: Int { 64 }

  /// Open tasks that their worker said last are complete, and whose work is not on the base.
  ///
  /// Costs a look at one ref for each task that is held, or that waits with a branch of its own, and a walk to the newest report
  /// where that moved.
  func finishedWork(of view: PlanView, in repository: borrowing Repository) -> [PlanTaskID] {
    // Of a plan that was aborted nothing is merged any more.
    guard view.plan.consent.aborted == nil, let base = view.facts.baseTip.flatMap({ ObjectID($0) }) else {
      return []
    }
    // What must be reviewed is finished by its review.
    let open = view.plan.tasks.held {
      $0.task.branch != nil && ($0.task.status.claim != nil || $0.task.status == .pending)
        && !view.plan.isUnreviewed($0.task)
    }
    let tips = taskTips.tips(of: open.compactMap(\.task.branch?.name), in: repository)
    return open.filter { held in
      guard let branch = held.task.branch, let start = ObjectID(branch.start),
        let tip = tips[branch.name] ?? nil, tip != start,
        let report = newestReport(from: tip, to: start, in: repository), report.kind == .complete
      else { return false }
      // A task that was opened again has the report of its first delivery still.
      return (try? repository.isAncestor(report.commit, of: base)) == false
    }.map(\.task.id)
  }

  /// The newest of a worker's messages on a branch, and its commit.
  private func newestReport(
    from tip: ObjectID, to start: ObjectID, in repository: borrowing Repository
  ) -> CommitFindings.Report? {
    let pair = CommitFindings.Pair(ours: tip, theirs: start)
    if let known = findings.report(pair) { return known }
    var found: CommitFindings.Report?
    var next: ObjectID? = tip
    var looked = 0
    while found == nil, let id = next, id != start, looked < Self.reach {
      // A history that can't be read may be fetched later.
      guard let commit = try? repository.commit(id) else { return nil }
      found = WorkerMessage(reading: commit.message)?.kind.map { .init(kind: $0, commit: id) }
      next = commit.parents.first
      looked += 1
    }
    findings.keep(report: found, pair)
    return found
  }
}
