/// What doctor does about a finding, by the code that the next call would use.
package enum Cure: Hashable, Sendable {
  /// Lock files of gitstate's own processes that are gone go to the quarantine.
  case clearLocks
  /// A lock file of another program goes to the quarantine, while it is the very one that was seen.
  case breakLock(path: String, inode: UInt64, modified: Int64)
  /// A ref goes back to its last good commit; what it held is kept in the quarantine.
  case putBack(ref: String, commit: String)
  /// What is left of a worktree is cleared or set aside.
  case clearWorktree(name: String)
  /// What was to become an index goes.
  case clearIndex(gitDirectory: String)
  /// What was on its way out goes.
  case sweep
  /// Merges that a crash kept from a plan are recorded.
  case recordMerges(plan: String)
  /// A worker whose worktree is gone gives its tasks back.
  case freeWorker(String)
  /// A task's branch that the ledger has recorded is made.
  case makeBranch(plan: String, task: String)
  /// Files follow a branch that has moved.
  case follow
  /// A rollback that was begun is gone on with.
  case rollBack(to: String, run: String?, folder: String?, asCommit: Bool)
  /// The mark of a merge that is over goes.
  case endSync(worktree: String)
  /// What a fetch left goes.
  case sweepFetch
  /// Branches that an archive holds go.
  case sweepArchive(plan: String)
  /// Checkpoints that a run does not know are recorded.
  case recordCheckpoints(run: String)

  /// When its turn comes: what is repaired first decides what is left to be repaired, so that is looked at anew.
  package var turn: Int {
    switch self {
    case .clearLocks, .breakLock: 0
    case .putBack: 1
    case .clearWorktree, .clearIndex, .sweep: 2
    case .recordMerges, .follow, .rollBack, .endSync, .sweepFetch, .sweepArchive, .recordCheckpoints: 3
    case .makeBranch: 4
    case .freeWorker: 5
    }
  }

  /// Whether it is done by `--break-locks` and not by `--fix`.
  package var breaksLock: Bool {
    if case .breakLock = self { true } else { false }
  }
}
