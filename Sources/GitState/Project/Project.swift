import Files
package import Git
package import StateMachine

/// The repository that gitstate serves: where it is, how it is written, and what was read of it before.
///
/// Every operation is an extension of it, takes and returns values, and throws ``Rejection``. It may be used from any
/// number of threads at once.
package final class Project: Sendable {
  /// What the caller decided when it started.
  package struct Settings: Sendable {
    /// The base branch, by `--base`; nil to take git config `gitstate.base`, else `flow`.
    package var base: String?
    /// The branch that the base is landed on, by `--target`.
    package var target: String?
    /// The folder in which the caller stands, absolute; nil where that is not known.
    package var folder: String?
    /// Whether what is written survives a power cut.
    ///
    /// It holds for the whole process; false is for throw-away clones.
    package var isDurable = true
    /// The time of what happens now.
    package var now: @Sendable () -> Timestamp = { Timestamp(seconds: WallClock.seconds) }

    package init() {}
  }

  /// The common directory (`.git`), absolute.
  package let commonDirectory: String
  /// The main working tree, absolute; nil for a bare repository.
  package let workingDirectory: String?
  /// Where the caller stands: the working tree or git directory that it was opened by.
  let start: String
  package let settings: Settings
  let plans = LedgerCache<Plan>()
  let runs = LedgerCache<Run>()
  let workflows = LedgerCache<Workflow>()
  let planFacts = PlanFactsCache()
  let findings = CommitFindings()
  /// Of branches of tasks, all of which lie directly in their folder.
  let taskTips = BranchTips(folder: "task")

  /// Opens the repository whose `.git` directory, working tree or linked worktree that is.
  package init(at path: String, settings: Settings = Settings()) throws(Rejection) {
    if !settings.isDurable { Library.setDurability(.none) }
    let places = try rejecting {
      let repository = try Repository.open(path)
      return (repository.commonDirectory, repository.workingDirectory)
    }
    (commonDirectory, workingDirectory) = places
    start = path
    self.settings = settings
  }

  package var now: Timestamp { settings.now() }

  /// Returns when nothing is left to do of what this process did, for its end: of folders that it removed, and of its turns.
  package static func finish() {
    finishRemovals()
    WriteLock.giveBack()
  }

  /// Lends an open handle for the length of one synchronous piece of work.
  package func withRepository<Result>(
    _ body: (borrowing Repository) throws -> Result
  ) throws(Rejection) -> Result {
    try rejecting {
      try body(Repository.open(commonDirectory))
    }
  }
}

/// Runs a piece of work, and throws whatever went wrong in it as a rejection: the border that no other error crosses.
package func rejecting<Result>(_ body: () throws -> Result) throws(Rejection) -> Result {
  do {
    return try body()
  } catch {
    throw Rejection(describing: error)
  }
}
