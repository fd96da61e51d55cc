extension Plan {
  /// Takes in what an event means for what waits for a decision.
  mutating func applyConsent(_ recorded: Recorded<PlanEvent>) {
    func decided(_ decision: Decision, _ consent: Consent) -> Decided {
      .init(decision, consent, at: recorded.at, by: recorded.by, seq: recorded.seq)
    }
    switch recorded.event {
    case .planCreated, .planAdopted:
      if founding?.approval.asks != .nothing {
        consent.waits = [.init(.plan, since: recorded.at, seq: recorded.seq)]
      }
    case .taskAdded(let definition): note(definition.id, .added, recorded)
    case .taskChanged(let definition): note(definition.id, .changed, recorded)
    case .taskCancelled(let id, _): note(id, .cancelled, recorded)
    case .taskReopened(let id): note(id, .reopened, recorded)
    case .taskClaimed(let id, _, _, _):
      guard founding?.approval.asks == .planAndBatches, self[id] != nil, !consent.batch.contains(id) else {
        return
      }
      consent.batch.append(id)
    case .approvalRequested(let note, let seen):
      consent.request = .init(
        note: note, seen: seen, at: recorded.at, by: recorded.by, seq: recorded.seq)
    case .approvalReopened(let reason):
      wait(.init(.plan, since: recorded.at, seq: recorded.seq, reason: reason))
    case .batchCompleted: wait(.init(.batch, since: recorded.at, seq: recorded.seq))
    case .workHalted(let id, let reason):
      consent.waits.append(.init(.halt, since: recorded.at, seq: recorded.seq, task: id, reason: reason))
    case .planApproved(let given): goOn(from: .plan, decided(.approve, given))
    case .batchConfirmed(let given): goOn(from: .batch, decided(.confirm, given))
    case .haltLifted(let given): goOn(from: .halt, decided(.confirm, given))
    case .revisionRequested(let given):
      consent.revision = decided(.revise, given)
      consent.last = consent.revision
    case .planAborted(let given):
      consent.aborted = decided(.abort, given)
      consent.last = consent.aborted
      consent.batch = []
    case .planReopened(let given):
      consent.aborted = nil
      consent.last = decided(.reopen, given)
    default: break
    }
  }

  /// Adds what waits; a plan and a batch wait once.
  private mutating func wait(_ wait: PlanConsent.Wait) {
    if !consent.isDue(wait.point) { consent.waits.append(wait) }
  }

  /// Whoever lets work go on has seen what changed.
  private mutating func goOn(from point: PausePoint, _ decided: Decided) {
    consent.waits.removeAll { $0.point == point }
    consent.last = decided
    consent.request = nil
    consent.revision = nil
    consent.changes = []
    // A batch begins anew with what is still out.
    let out = consent.batch.filter { self[$0]?.status.word.isOut == true }
    if point != .halt { consent.batch = out }
  }

  /// Keeps a change where somebody will be asked about it.
  private mutating func note(
    _ id: PlanTaskID, _ kind: PlanConsent.Change.Kind, _ recorded: Recorded<PlanEvent>
  ) {
    guard founding?.approval.asks != .nothing, self[id] != nil else { return }
    consent.changes.removeAll { $0.task == id && $0.kind == kind }
    consent.changes.append(.init(id, kind, seq: recorded.seq))
    consent.changes = consent.changes.suffix(PlanConsent.changesKept)
  }
}
