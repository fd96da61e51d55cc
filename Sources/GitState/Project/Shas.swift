import Git

/// Commit ids as text, for rooms that know no git: `sha` beside each id.
extension LedgerReading {
  package var sha: String { tip.description }
}

extension LedgerReading.Newer {
  package var sha: String { commit.description }
}

extension LedgerStep {
  package var sha: String { commit.description }
}

extension BaseBranch {
  package var sha: String { tip.description }
}

extension TaskBranch {
  package var sha: String { tip.description }
}

extension TaskBranchChange {
  package var sha: String { start.description }
}

extension WorkerCommit {
  package var sha: String { id.description }
}

extension Rescue {
  package var sha: String { commit.description }
  package var refName: String { ref.text }
  package var branchName: String? { branch?.branchName }
  package var headSha: String? { head?.description }
}

extension SnapshotTree {
  package var headSha: String? { head?.description }
  package var branchName: String? { branch?.branchName }
}

extension Checkpoint {
  package var sha: String { commit.description }
  package var refName: String { ref.text }
  package var headSha: String? { head?.description }
  package var branchName: String? { branch?.branchName }
}

extension SavePoint {
  package var sha: String { commit.description }
}

extension RolledBack.Tree {
  package var branchName: String? { branch?.branchName }
  package var fromSha: String? { from?.description }
  package var toSha: String? { to?.description }
  package var writtenNames: [String] { written.map(\.description) }
  package var removedNames: [String] { removed.map(\.description) }
}

extension RescueContents.File {
  package var name: String { path.description }
}

extension Worktree {
  package var sha: String? { head?.description }
  package var branchName: String? { branch?.branchName }
}
