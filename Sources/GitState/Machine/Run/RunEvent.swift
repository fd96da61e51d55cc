/// What happened to a run.
///
/// Types are never removed and never change their meaning (see the ledger format).
package enum RunEvent: Hashable, Sendable {
  case runStarted(RunFounding)
  case phaseAdded(PhaseDefinition)
  case validationRecorded(PhaseName, PhaseValidation)
  case checkpointRecorded(RunCheckpoint)
  case phaseCompleted(PhaseName, PhaseCompletion)
  /// A module began, began anew after its worktree was taken away, or is worked on in another phase.
  case moduleRecorded(ModuleName, phase: PhaseName?, start: String)
  case moduleMerged(ModuleName, ModuleMerge)
  case moduleRemoved(ModuleName, ModuleRemoval)
  case rollbackStarted(RunRollback)
  /// - reopened: phases that are open again. restored: phases that are complete again, because a rollback was undone.
  case rollbackFinished(reopened: [PhaseName], restored: [PhaseName], returned: [ModuleName])
  case runCompleted(RunCompletion)
}

/// How a run ended.
package struct RunCompletion: Hashable, Sendable {
  package var summary: String?
  /// The commit that was made of what was not committed; nil where none was.
  package var commit: String?

  package init(summary: String? = nil, commit: String? = nil) {
    self.summary = summary
    self.commit = commit
  }
}
