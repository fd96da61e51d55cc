extension Run {
  func decideRollback(_ wanted: RunRollback) throws(Rejection) -> [RunEvent] {
    if let running = rollback {
      if running.fact.target == wanted.target, running.fact.asCommit == wanted.asCommit { return [] }
      // The way out of one that can't be finished: back to what was before it.
      if wanted.target != .rescue(running.fact.rescue) { try checkSettled() }
    }
    switch wanted.target {
    case .checkpoint(let number): _ = try checkpoint(named: "\(number)")
    case .rescue(let id):
      guard undoing(id) == nil else { break }
      let known = rollbacks.map(\.fact.rescue)
      throw Rejection(
        .notFound,
        known.isEmpty
          ? "Run \(short) was never rolled back, so it has no rescue \(quoted(id))."
          : "No rollback of run \(short) took the rescue \(quoted(id)); its rescues are \(spoken(known)).",
        details: [.init("value", .text(String(id.prefix(80)))), .init("known", .texts(known))],
        next: call("list_checkpoints"))
    }
    return [.rollbackStarted(wanted)]
  }

  func decideRollbackEnd(returned: [ModuleName]) throws(Rejection) -> [RunEvent] {
    guard let rollback else { return [] }
    for name in returned { _ = try module(named: name) }
    let (reopened, restored) = phases(turnedBy: rollback.fact.target)
    return [
      .rollbackFinished(
        reopened: reopened, restored: restored, returned: returned.filter { self[$0]?.isRemoved == true })
    ]
  }

  /// The phases that a rollback opens again, and those that it completes again.
  package func phases(turnedBy target: RunRollback.Target) -> (reopened: [PhaseName], restored: [PhaseName]) {
    switch target {
    case .checkpoint(let number):
      let seq = self[checkpoint: number]?.seq ?? 0
      let reopened = completed { completion in
        completion.seq < seq || completion.fact.checkpoint.map { $0 <= number } ?? false
      }
      return (reopened, [])
    case .rescue(let id):
      guard let undone = undoing(id) else { return ([], []) }
      let reopened = phases.filter { $0.completion?.stood(before: undone.seq) == false }.map(\.name)
      let restored = phases.filter { phase in
        phase.completions.contains { !$0.stands && $0.stood(before: undone.seq) }
      }.map(\.name)
      return (reopened, restored)
    }
  }

  /// The complete phases from the first on whose completion does not outlast it.
  private func completed(unless outlasts: (Noted<PhaseCompletion>) -> Bool) -> [PhaseName] {
    let complete = phases.filter(\.isComplete)
    let first = complete.firstIndex { phase in phase.completion.map { !outlasts($0) } ?? false }
    return complete[(first ?? complete.endIndex)...].map(\.name)
  }

  /// The rollback that took that rescue.
  func undoing(_ rescue: String) -> Noted<RunRollback>? {
    (rollbacks + (rollback.map { [$0] } ?? [])).last { $0.fact.rescue == rescue }
  }

  /// Whether all that stands would stand, and nothing else, after going back there.
  package func stands(asAt target: RunRollback.Target) -> Bool {
    var then = self
    func take(_ event: RunEvent) {
      then.apply(Recorded(event, at: created, by: "", seq: .max))
    }
    take(.rollbackStarted(RunRollback(to: target, rescue: "", trees: [])))
    for event in (try? then.decideRollbackEnd(returned: [])) ?? [] { take(event) }
    return then.standing == standing
  }

  /// Of every fact that a rollback may undo, whether it stands.
  private var standing: [[Bool]] {
    phases.map { [$0.isComplete] + $0.validations.map(\.stands) } + modules.map { $0.merges.map(\.stands) }
      + [checkpoints.map(\.stands), completions.map(\.stands)]
  }
}
