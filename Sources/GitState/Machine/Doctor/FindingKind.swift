/// What doctor can find: a closed list, in the order in which findings are shown.
package enum FindingKind: String, CaseIterable, Sendable {
  case staleLock = "stale_lock"
  case foreignLock = "foreign_lock"
  case brokenRef = "broken_ref"
  case danglingRef = "dangling_ref"
  case brokenHistory = "broken_history"
  case caseCollision = "case_collision"
  case refCollision = "ref_collision"
  case halfMadeWorktree = "half_made_worktree"
  case worktreeFolderMissing = "worktree_folder_missing"
  case worktreeUnknown = "worktree_unknown"
  case worktreeLinkBroken = "worktree_link_broken"
  case leftBehind = "left_behind"
  case branchCheckedOutTwice = "branch_checked_out_twice"
  case ledgerBroken = "ledger_broken"
  case snapshotDiffers = "snapshot_differs"
  case newerLedger = "newer_ledger"
  case baseMissing = "base_missing"
  case mergeUnrecorded = "merge_unrecorded"
  case workLost = "work_lost"
  case taskWithoutBranch = "task_without_branch"
  case branchWithoutTask = "branch_without_task"
  case claimWithoutWorktree = "claim_without_worktree"
  case rollbackUnfinished = "rollback_unfinished"
  case followUnfinished = "follow_unfinished"
  case syncMarkLeft = "sync_mark_left"
  case fetchLeft = "fetch_left"
  case archiveUnfinished = "archive_unfinished"
  case checkpointUnrecorded = "checkpoint_unrecorded"
  case unsupportedRepository = "unsupported_repository"
  case otherOwner = "other_owner"
  case alternateMissing = "alternate_missing"
  // Only worth knowing.
  case heldLock = "held_lock"
  case strayInWorktrees = "stray_in_worktrees"
  case worktreeWithoutClaim = "worktree_without_claim"
  case noLedger = "no_ledger"
  case foreignCommits = "foreign_commits"
  case remoteDiverged = "remote_diverged"
  case oversizedField = "oversized_field"
  case pruneNow = "prune_now"
  case hooksInTree = "hooks_in_tree"
  case weakFsync = "weak_fsync"
  case alternates
  case configIncluded = "config_included"
  case worktreeRedirected = "worktree_redirected"
  case replacedObjects = "replaced_objects"
  case shallow

  /// What it says, for the page that lists them.
  package var meaning: String {
    switch self {
    case .staleLock:
      "a lock file of a gitstate process that is gone, or one from before the machine's last start"
    case .foreignLock:
      "a lock file that no living gitstate of this machine holds, a minute old or older"
    case .brokenRef:
      "a ref's file that holds no object id, as a power cut leaves it"
    case .danglingRef:
      "a ref whose commit, or a tree or file of it, is missing or damaged"
    case .brokenHistory:
      "a ledger whose older commits can't be read"
    case .caseCollision:
      "refs that differ in nothing but the case of letters: on many disks they are one file"
    case .refCollision:
      "a ref that would have to be a folder for another"
    case .halfMadeWorktree:
      "a worktree that a killed process had begun to make, or of which a power cut took a part"
    case .worktreeFolderMissing:
      "what git knows of a worktree whose folder is gone"
    case .worktreeUnknown:
      "a folder in `.worktrees` whose administration is gone"
    case .worktreeLinkBroken:
      "a worktree whose `.git` and whose administration do not lead to each other"
    case .leftBehind:
      "files that a killed process was writing or removing: of a worktree, or of an index"
    case .branchCheckedOutTwice:
      "a branch that two working trees have checked out"
    case .ledgerBroken:
      "a ledger that does not follow from its first commit"
    case .snapshotDiffers:
      "a snapshot that differs from what the events before it make"
    case .newerLedger:
      "a ledger that a newer gitstate wrote: it can't be written here"
    case .baseMissing:
      "the base of a plan is gone though work was merged into it"
    case .mergeUnrecorded:
      "a task that is merged and whose plan does not know"
    case .workLost:
      "a completed task whose work the base does not have any more"
    case .taskWithoutBranch:
      "an open task whose recorded branch is not there"
    case .branchWithoutTask:
      "a task's branch with work that no plan here knows of"
    case .claimWithoutWorktree:
      "a worker that holds a task and whose worktree is gone"
    case .rollbackUnfinished:
      "a rollback that was begun and not ended"
    case .followUnfinished:
      "files of a working tree that have not followed their branch yet"
    case .syncMarkLeft:
      "the mark of a merge in a worktree that is over"
    case .fetchLeft:
      "refs that a fetch of checkpoints brought and did not look at"
    case .archiveUnfinished:
      "a plan that was on its way into the archive or out of it"
    case .checkpointUnrecorded:
      "a checkpoint that its run does not know of"
    case .unsupportedRepository:
      "a repository format or extension that gitstate can't serve"
    case .otherOwner:
      "a repository of another user that this one has not said to trust"
    case .alternateMissing:
      "a folder of further objects that is not there"
    case .heldLock:
      "a lock file of another program that is younger than a minute"
    case .strayInWorktrees:
      "something in `.worktrees` that is no worktree of this repository"
    case .worktreeWithoutClaim:
      "a worker's worktree on a task that nobody holds"
    case .noLedger:
      "a branch below `plan/`, `run/` or `workflow/` that holds none"
    case .foreignCommits:
      "commits of others in a ledger, which change nothing"
    case .remoteDiverged:
      "a ledger that went on here and at a remote, each without the other"
    case .oversizedField:
      "a text or list of a plan that is longer than gitstate would take"
    case .pruneNow:
      "`gc.pruneExpire` is now: a gc beside a writer deletes what is just being written"
    case .hooksInTree:
      "`core.hooksPath` leads into the working tree: whoever commits there decides what git runs"
    case .weakFsync:
      "git is told to leave writes to the operating system: a power cut takes what it answered"
    case .alternates:
      "objects are borrowed from another repository: a gc there may take them"
    case .configIncluded:
      "the repository's config includes another file, whose extensions gitstate does not check"
    case .worktreeRedirected:
      "`core.worktree` leads elsewhere: no worktree is made or removed"
    case .replacedObjects:
      "replace refs or grafts: git shows other objects than gitstate, which reads what is stored"
    case .shallow:
      "the history was cut off when it was fetched"
    }
  }

  /// Whether it is only worth knowing, so that the exit code does not speak of it.
  package var isAdvice: Bool {
    switch self {
    case .heldLock, .strayInWorktrees, .worktreeWithoutClaim, .noLedger, .foreignCommits, .remoteDiverged,
      .oversizedField, .pruneNow, .hooksInTree, .weakFsync, .alternates, .configIncluded, .worktreeRedirected,
      .replacedObjects, .shallow:
      true
    default: false
    }
  }
}
