import Git
import StateMachine

extension Project {
  /// Where nothing but claims came after this very call: a crash may have kept it from the other workers.
  ///
  /// - Returns: the seq of its first claim; nil where the plan went on, and so the call is over.
  func cutShort(_ guarded: WriteGuard, in view: PlanView) throws(Rejection) -> Int? {
    guard let key = guarded.key, let use = view.reading.snapshot.keys[key.text] else { return nil }
    return try withRepository { repository in
      let reader = planReader(view.reading.branch)
      let isCut = try reader.all(after: use.seq, of: view.reading, in: repository) { event in
        switch event {
        case .taskBranched, .taskClaimed, .claimReleased(_, worker: _, reason: nil): true
        default: false
        }
      }
      return isCut ? use.seq : nil
    }
  }

  /// Takes a task back from a worker who has nowhere to work; answers the plan after it.
  func giveBack(_ task: PlanTask, of worker: WorkerID, in view: PlanView) throws(Rejection) -> PlanView {
    try withRepository { repository in
      _ = try append(.release(task.id, worker), to: view, in: repository)
      var after = try self.view(view.branch, in: repository)
      after.finished = view.finished
      return after
    }
  }
}
