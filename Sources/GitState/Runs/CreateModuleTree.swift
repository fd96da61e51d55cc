import Git
package import StateMachine

/// What create_worktree is asked for of a run.
package struct ModuleTreeRequest: Sendable {
  package let run: String
  package let module: ModuleName
  /// nil for the phase that lists the module, else the current one.
  package var phase: String?
  /// A rescue whose files are brought back into the worktree.
  package var restore: String?

  package init(_ module: ModuleName, of run: String) {
    self.module = module
    self.run = run
  }
}

/// A module's worktree after create_worktree.
@dynamicMemberLookup
package struct ModuleTree: Sendable {
  package let setUp: WorktreeSetUp
  package let module: ModuleName
  /// The run's id.
  package let run: String
  package let phase: PhaseName?
  package let changed: Bool
  /// Work of completed phases that it was not given.
  package let missing: [MissingWork]
  /// What was committed in other modules' worktrees, to be put in.
  package let committed: [CommittedModule]
  package let notes: [String]

  package subscript<Value>(dynamicMember path: KeyPath<WorktreeSetUp, Value>) -> Value {
    setUp[keyPath: path]
  }
}

extension Project {
  /// Gives a module of a run a worktree on a branch of its own, which begins with the base and all that the completed phases
  /// brought.
  ///
  /// The ledger comes first, then the branch, then the worktree: the same call completes what a kill left.
  package func createModuleTree(
    _ request: ModuleTreeRequest, guarded: WriteGuard = WriteGuard(),
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (_ files: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(Rejection) -> ModuleTree {
    try withRepository { repository in
      guard repository.workingDirectory != nil else { throw WorktreeError(.bare, commonDirectory) }
      let view = try runView(request.run, in: repository)
      let run = view.run
      let guarded = try guardBefore(guarded, view)
      let name = request.module
      let folder = try folder(of: name, in: run)
      let ref = try ref(of: name, in: run)
      let present = try findWorktree(of: name, in: run)
      // What would be refused is refused before anything is committed or made.
      if let present { _ = try moduleBranch(of: present, name, in: run) }
      let events = try run.decide(
        .recordModule(name, phase: request.phase, start: ""), given: RunFacts(), at: now)
      let rescue = try request.restore.map { try rescues.find($0) }
      var gathered: GatheredWork?
      var notes: [String] = []
      // With its branch gone, a rescue of it says where it was.
      var tip: ObjectID?
      if let rescue, rescue.branch == ref || rescue.trees.first?.branch == ref,
        try repository.tip(of: ref) == nil
      {
        tip = rescue.head
      }
      if !events.isEmpty {
        gathered = try inTurn(in: repository) { () throws -> GatheredWork in
          try begin(request, run, ref, at: tip, guarded, in: repository, notes: &notes)
        }
      } else if let start = run[name].flatMap({ ObjectID($0.start) }) {
        // Its maker was killed before the branch stood or went on; where a rollback may have led it back, it stays there.
        notes += try inTurn(in: repository) { () throws -> [String] in
          let tip = try repository.tip(of: ref)
          guard tip == nil || run.rollbacks.isEmpty && run.rollback == nil else { return [] }
          return try bring(ref, from: tip, to: start, for: name, in: repository)
        }
      }
      let setUp = try setUp(
        folder, on: ref, base: run.founding?.base ?? "", replacing: .never,
        restoring: rescue?.path == nil ? nil : request.restore,
        Watch(isCancelled: isCancelled, progress: progress), in: repository)
      return ModuleTree(
        setUp: setUp, module: name, run: run.id,
        phase: try runView(request.run, in: repository).run[name]?.phase,
        changed: setUp.changed || present != nil && gathered?.isRecorded == true,
        missing: gathered?.missing ?? [], committed: gathered?.committed ?? [],
        notes: setUp.notes + notes)
    }
  }

  /// Records that a module begins in a phase, and makes or moves its branch to what it builds on.
  ///
  /// - Parameter former: where its branch was that is to be made again, exactly.
  private func begin(
    _ request: ModuleTreeRequest, _ run: Run, _ ref: RefName, at former: ObjectID?, _ guarded: WriteGuard,
    in repository: borrowing Repository, notes: inout [String]
  ) throws -> GatheredWork {
    let name = request.module
    // Its own work of an earlier phase is complete.
    let pending = try run[name].flatMap {
      try commitPending($0, of: run, because: "before it goes on", in: repository)
    }
    let tip = try repository.tip(of: ref)
    var gathered =
      try former.map { GatheredWork(commit: $0) }
      ?? gatherWork(for: name, of: run, onto: tip, in: repository)
    if let pending { gathered.committed.insert(pending, at: 0) }
    let change = try changeRun(run.id, guarded: guarded, in: repository) { _ in
      (.recordModule(name, phase: request.phase, start: gathered.commit.description), RunFacts())
    }
    gathered.isRecorded = change.changed
    // Of two who ask at once, the first has said where it begins.
    let start = change.view.run[name].flatMap { ObjectID($0.start) } ?? gathered.commit
    notes += try bring(ref, from: tip, to: start, for: name, in: repository)
    return gathered
  }

  /// Makes a module's branch where it begins, or moves it on to there.
  private func bring(
    _ ref: RefName, from tip: ObjectID?, to start: ObjectID, for name: ModuleName,
    in repository: borrowing Repository
  ) throws -> [String] {
    guard let tip else {
      // Whoever made it in that moment made it for the same.
      _ = try repository.make(ref, at: start, because: "gitstate: module begins")
      return []
    }
    guard tip != start, try repository.isAncestor(tip, of: start) else { return [] }
    let changes = try repository.changes(
      from: repository.commit(tip).tree, to: repository.commit(start).tree)
    return try move(
      ref, from: tip, to: start, changes: changes, because: "what \(name) builds on", in: repository)
  }
}
