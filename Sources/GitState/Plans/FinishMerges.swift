import Git
import StateMachine

extension Project {
  /// Appends to a plan that took in the merges whose completion a crash kept from it.
  ///
  /// Whether there are any is seen in what git says of the plan, which the command is prepared with.
  func appendFinished(
    to ref: RefName, guarded: WriteGuard, in repository: borrowing Repository,
    prepare: (LedgerReading<Plan>, PlanFacts) throws -> Prepared<Plan>
  ) throws -> Appended<Plan> {
    var isFinished = false
    func appended() throws -> Appended<Plan> {
      try append(to: ref, reader: planReader(ref), guarded: guarded, in: repository) { present in
        guard let present else { throw Rejection.noLedger(ref, kind: Plan.kind) }
        let known = try facts(of: present.machine, at: present.tip, in: repository)
        guard isFinished || known.unfinished.isEmpty else { throw Unfinished() }
        return try prepare(present, known)
      }
    }
    do {
      return try appended()
    } catch is Unfinished {
      try finishMerges(ref, in: repository)
      // A merge that is found since then waits for the next call: this one must end.
      isFinished = true
      return try appended()
    }
  }

  private struct Unfinished: Error {}

  /// Takes in merges whose completion a crash kept from the ledger.
  ///
  /// Costs nothing where there are none.
  ///
  /// - Parameter except: a task that the caller completes by itself.
  func finishMerges(
    _ ref: RefName, except: PlanTaskID? = nil, in repository: borrowing Repository
  ) throws {
    guard let tip = try repository.tip(of: ref) else { return }
    for unfinished in try view(ref, at: tip, in: repository).facts.unfinished where unfinished.task != except
    {
      _ = try append(to: ref, reader: planReader(ref), guarded: WriteGuard(), in: repository) {
        present in
        guard let present else { throw Rejection.noLedger(ref, kind: Plan.kind) }
        return Prepared(
          command: .complete(unfinished.task, tip: unfinished.tip, merge: unfinished.merge),
          facts: try facts(of: present.machine, at: present.tip, in: repository))
      }
    }
  }
}
