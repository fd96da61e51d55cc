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
