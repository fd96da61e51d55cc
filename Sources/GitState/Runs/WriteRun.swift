import Git
package import StateMachine

extension Project {
  /// Founds a run on a branch of its own, which begins at its base's tip.
  package func foundRun(_ founding: RunFounding, guarded: WriteGuard = WriteGuard()) throws(Rejection)
    -> RunChange
  {
    try withRepository { repository in
      guard let ref = RefName.branch(founding.id.branch), let base = RefName.branch(founding.base) else {
        throw Rejection(
          .invalidName, "\(quoted(founding.base)) is no branch name.",
          details: [.init("base", .text(founding.base))])
      }
      guard let start = try repository.tip(of: base) else {
        throw Rejection(
          try repository.head().commit == nil ? .unbornRepository : .notFound,
          "The base \(founding.base) has no commit yet, so a run can't begin on it.",
          details: [.init("base", .text(founding.base))], remedy: "Commit something first.")
      }
      return RunChange(
        try append(to: ref, reader: runReader(ref), guarded: guarded, in: repository) { _ in
          Prepared(command: .start(founding), facts: RunFacts(), start: start)
        })
    }
  }

  /// Carries out a command on a run.
  ///
  /// - Parameter prepare: asked again with the run as it stands, each time that another writer was first.
  package func changeRun(
    _ text: String, guarded: WriteGuard = WriteGuard(),
    _ prepare: (Run) throws -> (command: RunCommand, facts: RunFacts)
  ) throws(Rejection) -> RunChange {
    try withRepository { repository in try changeRun(text, guarded: guarded, in: repository, prepare) }
  }

  /// The same, within a piece of work.
  func changeRun(
    _ text: String, guarded: WriteGuard = WriteGuard(), in repository: borrowing Repository,
    _ prepare: (Run) throws -> (command: RunCommand, facts: RunFacts)
  ) throws -> RunChange {
    guard case .branch(let ref, _) = try runPlace(text, in: repository) else {
      throw Rejection(
        .wrongState, "\(quoted(text)) is no branch of this repository, so it can be read but not written.",
        details: [.init("value", .text(text))],
        remedy: "Take it over with: git branch run/<id> \(text)")
    }
    return RunChange(
      try append(to: ref, reader: runReader(ref), guarded: guarded, in: repository) { present in
        guard let present else { throw Rejection.noLedger(ref, kind: Run.kind) }
        let (command, facts) = try prepare(present.machine)
        return Prepared(command: command, facts: facts)
      })
  }
}

extension Project {
  /// Refuses what a guard forbids before anything is committed or moved, and answers the guard for what is recorded then.
  ///
  /// Work that came since the call was first made is recorded without its key, which stands for the first time.
  func guardBefore(_ guarded: WriteGuard, _ view: RunView) throws(Rejection) -> WriteGuard {
    let isRepeated = try check(guarded, on: view.reading) != nil
    return WriteGuard(key: isRepeated ? nil : guarded.key, by: guarded.by)
  }
}

extension RunChange {
  init(_ appended: Appended<Run>) {
    let reading = appended.reading
    view = RunView(reading: reading, branch: reading.branch.branchName ?? reading.branch.text)
    changed = appended.changed
    events = appended.events
  }
}
