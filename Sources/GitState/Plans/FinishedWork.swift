import Git
import StateMachine

extension Project {
  /// How many commits of a branch are looked at for a worker's report.
  private static var reach: Int { 64 }

  /// Open tasks that their worker said last are complete, and whose work is not on the base.
  func addFinished(
    to look: inout BranchLook, of view: PlanView, base: ObjectID, in repository: borrowing Repository
  ) {
    // What must be reviewed is finished by its review.
    let open = view.plan.tasks.held {
      $0.task.branch != nil && ($0.task.status.claim != nil || $0.task.status == .pending)
        && !view.plan.isUnreviewed($0.task)
    }
    let tips = taskTips.tips(of: open.compactMap(\.task.branch?.name), in: repository)
    look.met(tips.stamp)
    for held in open {
      guard let branch = held.task.branch, let start = ObjectID(branch.start),
        let tip = tips[branch.name] ?? nil, tip != start
      else { continue }
      // A history that can't be read may be fetched later.
      guard let report = newestReport(from: tip, to: start, in: repository) else {
        look.stamp = nil
        continue
      }
      guard let report, report.kind == .complete else { continue }
      // A task that was opened again has the report of its first delivery still.
      switch try? repository.isAncestor(report.commit, of: base) {
      case false: look.finished.append(held.task.id)
      case true: continue
      case nil: look.stamp = nil
      }
    }
  }

  /// The newest of a worker's messages on a branch, and its commit: nil within where there is none, nil where that can't be told.
  private func newestReport(
    from tip: ObjectID, to start: ObjectID, in repository: borrowing Repository
  ) -> CommitFindings.Report?? {
    let pair = CommitFindings.Pair(ours: tip, theirs: start)
    if let known = findings.report(pair) { return known }
    var found: CommitFindings.Report?
    var next: ObjectID? = tip
    var looked = 0
    while found == nil, let id = next, id != start, looked < Self.reach {
      guard let commit = try? repository.commit(id) else { return nil }
      found = WorkerMessage(reading: commit.message)?.kind.map { .init(kind: $0, commit: id) }
      next = commit.parents.first
      looked += 1
    }
    findings.keep(report: found, pair)
    return .some(found)
  }
}
