import Files
import Git
import StateMachine

extension Project {
  /// Repairs one thing by the code that the next call would use.
  func carryOut(_ cure: Cure) throws(Rejection) {
    switch cure {
    case .sweep: worktrees.sweep()
    case .makeBranch(let plan, let task):
      var request = TaskBranchRequest(task: task)
      request.plan = plan
      // Whoever asked for it first had that judged.
      request.ahead = true
      _ = try createTaskBranch(request)
    case .rollBack(let name, let run, let folder, let asCommit):
      var request = RollbackRequest(name)
      request.run = run
      request.folder = folder
      request.asCommit = asCommit
      _ = try rollBack(request)
    case .sweepFetch: _ = try receive {}
    case .sweepArchive(let plan): _ = try archivePlan(plan, withUnmerged: true)
    case .clearLocks, .breakLock, .putBack, .clearWorktree, .clearIndex, .follow, .endSync, .recordMerges,
      .recordCheckpoints, .freeWorker:
      try withRepository { repository in try mend(cure, in: repository) }
    }
  }

  private func mend(_ cure: Cure, in repository: borrowing Repository) throws {
    switch cure {
    case .clearLocks: clearLocks(in: repository)
    case .breakLock(let path, let inode, let modified):
      try breakLock(path, inode: inode, modified: modified, in: repository)
    case .putBack(let name, let commit):
      guard let ref = RefName(name), let good = ObjectID(commit) else { return }
      let present = try? repository.tip(of: ref)
      try repository.putBack(ref, holding: present, to: good, because: "gitstate: put back by doctor")
    case .clearWorktree(let name): try worktrees.mend(name, occasion(in: repository))
    case .clearIndex(let folder): try repository.clearHalfWrittenIndex(in: folder)
    case .follow: try repository.withWriteLock { try finishFollowing(in: repository) }
    case .endSync(let name):
      try inTurn(in: repository) {
        if try isSyncOver(name, in: repository), let name = WorktreeName(name) {
          try forgetSync(name, in: repository)
        }
      }
    case .recordMerges(let plan):
      if let ref = RefName.branch(plan) { try finishMerges(ref, in: repository) }
    case .recordCheckpoints(let text):
      let view = try runView(text, in: repository)
      if let id = view.run.founding?.id { try recordMissing(id, view.run, in: repository) }
    case .freeWorker(let worker): try freeLost(WorkerID(worker), in: repository)
    case .sweep, .makeBranch, .rollBack, .sweepFetch, .sweepArchive: break
    }
  }
}
