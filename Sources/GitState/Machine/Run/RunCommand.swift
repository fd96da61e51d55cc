/// What is asked of a run.
///
/// A phase is named as a caller names it: ``Run/phase(named:)``.
package enum RunCommand: Sendable {
  case start(RunFounding)
  case addPhase(PhaseDefinition)
  case recordValidation(phase: String, PhaseValidation)
  case recordCheckpoint(RunCheckpoint, phase: String?)
  /// - checkpoint: its number, id, sha, `latest` or `last-passed`.
  case completePhase(String, checkpoint: String?, result: PhaseResult?, reason: String?)
  /// - phase: nil for the one that lists the module, else the current one.
  case recordModule(ModuleName, phase: String?, start: String)
  case mergeModules([ModuleName: ModuleMerge])
  /// Each with the rescue of what was not merged.
  case removeModules([ModuleName: ModuleRemoval])
  case startRollback(RunRollback)
  /// - returned: modules whose worktrees were taken away and are there again.
  case finishRollback(returned: [ModuleName])
  case complete(RunCompletion)
}

/// What git says, as far as a run's decisions rely on it.
package struct RunFacts: Hashable, Sendable {
  /// Files that a command names and that its checkpoint does not hold.
  package var absentFiles: [String] = []
  /// The run that a checkpoint belongs to which a command names and this run does not have.
  package var owner: RunID?

  package init() {}
}
