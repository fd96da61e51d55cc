import Files
import Git
import StateMachine

extension Project {
  /// Keeps the present of all of a run's working trees under one ref, and records it with the run.
  func createCheckpoint(
    ofRun text: String, _ request: CheckpointRequest, guarded: WriteGuard, in repository: borrowing Repository
  ) throws -> TakenCheckpoint {
    let view = try runView(text, in: repository)
    guard let founding = view.run.founding else { throw Rejection(.bug, "\(view.branch) was never founded.") }
    let scope = CheckpointScope.run(founding.id.text)
    if let key = guarded.key, let known = try taken(key, scope, in: repository) {
      try recordMissing(founding.id, view.run, in: repository)
      return TakenCheckpoint(checkpoint: known, committed: nil, notes: [])
    }
    var note = request.note
    // What the run would refuse is refused before anything is stored.
    let rehearsed = try view.run.decide(
      .recordCheckpoint(RunCheckpoint(number: .max, id: "", sha: "", created: now), phase: note.phase),
      given: RunFacts(), at: now)
    for case .checkpointRecorded(let checkpoint) in rehearsed {
      note.phase = checkpoint.phase?.text ?? note.phase
    }
    note.run = founding.id.text
    note.seq = view.reading.seq
    note.key = guarded.key
    let places = try trees(of: view.run, in: repository)
    for place in places { try settle(place, in: repository) }
    try recordMissing(founding.id, view.run, in: repository)
    var notes: [String] = []
    var made: RunCommit?
    if request.commits {
      made = try commitChanges(of: view.run, message: note.commitMessage(of: view.run), in: repository)
      note.files = made?.files.count
    }
    let checkpoint = try checkpoints.take(
      of: places.map(\.path), for: scope, note, on: occasion(in: repository), in: repository, warnings: &notes
    )
    _ = try record(checkpoint, phase: note.phase, of: founding.id, in: repository)
    return TakenCheckpoint(
      checkpoint: checkpoint, committed: made?.commit?.description,
      leftAlone: made?.left.map(\.description) ?? [], notes: notes)
  }

  /// The working trees of a run that are there: the one that it began in, then its modules'.
  func trees(of run: Run, in repository: borrowing Repository) throws -> [CheckedOutTree] {
    let all = try repository.branchesCheckedOut()
    let directory = run.founding?.directory ?? "."
    guard
      let first = all.first(where: {
        SnapshotTree.relative($0.path, to: repository.workingDirectory) == directory
      }), (try? File.status(first.path)) != nil
    else {
      // Where there is none at all, that is the answer.
      if directory == "." { _ = try place(nil, in: repository) }
      let base = run.founding?.base ?? ""
      throw Rejection(
        .notFound, "The working tree of run \(run.short), \(quoted(directory)), is not there any more.",
        details: [.init("path", .text(directory)), .init("base", .text(base))],
        remedy: "Make it again and call again: git worktree add \(directory) \(base)")
    }
    let modules = run.modules.filter { !$0.isRemoved }.compactMap { module in
      all.first { $0.branch?.branchName == module.branch && (try? File.status($0.path)) != nil }
    }
    return [first] + modules
  }

  /// Records a checkpoint with its run.
  func record(
    _ checkpoint: Checkpoint, phase: String?, of run: RunID, in repository: borrowing Repository
  ) throws -> RunChange {
    let fact = RunCheckpoint(
      number: checkpoint.number, id: checkpoint.id, sha: checkpoint.commit.description,
      branch: checkpoint.branch?.branchName, head: checkpoint.head?.description,
      created: Timestamp(seconds: checkpoint.created), validationPassed: checkpoint.note.validation,
      filesChanged: checkpoint.files, covers: checkpoint.trees.map(\.path))
    return try changeRun(run.text, in: repository) { _ in (.recordCheckpoint(fact, phase: phase), RunFacts())
    }
  }

  /// Records checkpoints whose makers were killed before they could.
  func recordMissing(_ id: RunID, _ run: Run, in repository: borrowing Repository) throws {
    for checkpoint in try checkpoints.list(.run(id.text), in: repository)
    where run[checkpoint: checkpoint.number] == nil {
      _ = try record(
        checkpoint, phase: checkpoint.number == 0 ? nil : checkpoint.note.phase, of: id, in: repository)
    }
  }
}

/// A run's rollback: each tree's ref says where to go on, the run's ledger what was done.
struct RunIntent: RollbackIntent {
  let refs: PendingRefs
  let project: Project
  let run: RunID
  let target: RunRollback.Target
  let asCommit: Bool
  let trees: [RunRollback.Tree]

  func begun(in repository: borrowing Repository) throws -> Rescue? { try refs.begun(in: repository) }

  func begin(_ rescue: Rescue, in repository: borrowing Repository) throws {
    try refs.begin(rescue, in: repository)
    do {
      try tell(rescue, in: repository)
    } catch {
      // Refused by the run: nothing was moved, and nothing is to be gone on with.
      try? refs.end(rescue, in: repository)
      throw error
    }
  }

  private func tell(_ rescue: Rescue, in repository: borrowing Repository) throws {
    let rollback = RunRollback(to: target, rescue: rescue.id, asCommit: asCommit, trees: trees)
    _ = try project.changeRun(run.text, in: repository) { _ in (.startRollback(rollback), RunFacts()) }
  }

  func end(_ rescue: Rescue, in repository: borrowing Repository) throws {
    let present = try project.runView(run.text, in: repository).run
    if present.rollback == nil, !present.rollbacks.contains(where: { $0.fact.rescue == rescue.id }) {
      // Whoever began it was killed before the run was told.
      try tell(rescue, in: repository)
    }
    _ = try project.changeRun(run.text, in: repository) { present in
      let returned = present.modules.filter { module in
        module.isRemoved && trees.contains { $0.branch == module.branch }
      }
      return (.finishRollback(returned: returned.map(\.name)), RunFacts())
    }
    try refs.end(rescue, in: repository)
  }
}
