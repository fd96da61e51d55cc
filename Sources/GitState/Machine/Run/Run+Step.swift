/// What a run waits for.
extension Run {
  package enum Step: Hashable, Sendable {
    /// A rollback was begun and not ended: the same one again goes on.
    case endRollback(RunRollback)
    /// Nobody has validated the phase yet.
    case validate(RunPhase)
    /// The phase's last validation failed.
    case mend(RunPhase)
    /// The phase passed, and no checkpoint holds that yet.
    case keep(RunPhase)
    /// The phase passed, and a checkpoint that was taken since holds it.
    case completePhase(RunPhase)
    /// All phases are complete, and the run is not.
    case complete
    /// It has no phase yet: the first mention of one adds it.
    case begin
    /// It is complete.
    case nothing
  }

  /// What is to be done next.
  package var step: Step {
    if let rollback { return .endRollback(rollback.fact) }
    if status == .completed { return .nothing }
    guard let phase = current else { return phases.isEmpty ? .begin : .complete }
    switch phase.word {
    case .failed: return .mend(phase)
    case .passed:
      let isKept = checkpoints.contains {
        $0.stands && $0.fact.phase == phase.name && $0.seq > (phase.latest?.seq ?? 0)
      }
      return isKept ? .completePhase(phase) : .keep(phase)
    case .pending, .completed: return .validate(phase)
    }
  }
}
