import Git
package import StateMachine

extension Project {
  /// Who brought the tasks that are in review, stuck or cancelled to where they stand, and when.
  ///
  /// It is read from the ledger, newest first, as far as is needed: for a person's look.
  ///
  /// - Parameter limit: commits that are read at most; what stands still for longer is left out.
  package func stands(
    of view: PlanView, limit: Int = 5_000
  ) throws(Rejection) -> [PlanTaskID: TaskStand] {
    var stands = TaskStands(view.plan)
    guard !stands.isComplete, !view.reading.isLegacy else { return [:] }
    return try withRepository { repository in
      let reader = planReader(view.reading.branch)
      var next: ObjectID? = view.reading.tip
      var left = limit
      while let id = next, left > 0, !stands.isComplete {
        // Where a shallow clone ends, no more is known.
        guard let commit = try? reader.older(id, in: repository) else { break }
        if case .record(let record) = LedgerMessage.read(commit.text, as: Plan.self) {
          stands.take(record.events)
          if record.seq == 1 { break }
        }
        next = commit.parents.first
        left -= 1
      }
      return stands.known
    }
  }
}
