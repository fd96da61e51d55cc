import Git
package import StateMachine

/// What merge_worktrees is asked for.
package struct ModuleMergeRequest: Sendable {
  package let run: String
  /// Empty for all that have something to merge.
  package var modules: [ModuleName] = []
  /// The branch to merge into; nil for the run's base.
  package var into: String?
  /// How conflicts are settled, by path.
  package var resolutions = MergeResolutions()

  package init(_ run: String) {
    self.run = run
  }
}

/// Modules whose work is on a branch.
package struct MergedModules: Sendable {
  package struct Merge: Sendable {
    package let module: ModuleName
    package let tip: String
    /// The commit by which it came there.
    package let commit: String
    /// Whether this call made it.
    package let changed: Bool
  }

  package let run: String
  package let into: String
  package let commit: String
  package let merged: [Merge]
  package let committed: [CommittedModule]
  package let files: [String]
  package let changed: Bool
  package let notes: [String]
}

extension Project {
  /// Merges modules of a run into its base: all of them, one merge commit each, or nothing moves.
  ///
  /// The base moves first, because only that can fail; where a crash keeps the record from the ledger, the same call makes
  /// up for it. What stands uncommitted in a module's worktree is committed to its branch before.
  package func mergeModules(_ request: ModuleMergeRequest, guarded: WriteGuard = WriteGuard())
    throws(Rejection) -> MergedModules
  {
    try withRepository { repository in
      try inTurn(in: repository) { try merge(request, guarded, in: repository) }
    }
  }

  private func merge(
    _ request: ModuleMergeRequest, _ guarded: WriteGuard, in repository: borrowing Repository
  ) throws -> MergedModules {
    let view = try runView(request.run, in: repository)
    let run = view.run
    let guarded = try guardBefore(guarded, view)
    let base = try runBase(run, in: repository)
    var into = base
    if let name = request.into, name != base.name {
      let ref = try baseRef(name)
      guard let tip = try repository.tip(of: ref) else {
        throw Rejection(
          .notFound, "There is no branch \(quoted(name)) to merge into.",
          details: [.init("into", .text(String(name.prefix(200))))],
          next: .init("merge_worktrees", [.init("task_id", .text(run.id))]),
          remedy: "Leave `into` out to merge into \(base.name), or make it: git branch \(name)")
      }
      into = (name, ref, tip)
    }
    let wanted = try request.modules.map { (name) throws in try run.module(named: name) }
    var chosen: [RunModule] = []
    for module in wanted.isEmpty ? run.modules : wanted where !chosen.contains(module) {
      chosen.append(module)
    }
    // What was merged and is gone since needs nothing, also of a run that has ended.
    let open = try chosen.filter { (module) throws in
      try module.merge == nil || repository.tip(of: ref(of: module.name, in: run)) != nil
    }
    let nothing = ModuleMerge(tip: "", merge: "")
    // What the run would refuse is refused before anything is committed.
    _ = try run.decide(
      .mergeModules(
        Dictionary(open.map { ($0.name, nothing) }, uniquingKeysWith: { $1 })),
      given: RunFacts(), at: now)
    var chain = ModuleChain(tip: into.tip, label: into.name, resolutions: request.resolutions)
    var committed: [CommittedModule] = []
    var notes: [String] = []
    for module in chosen {
      if let made = try commitPending(module, of: run, because: "before it was merged", in: repository) {
        committed.append(made)
      }
      guard let tip = try repository.tip(of: ref(of: module.name, in: run)) else {
        guard into.name == base.name, let merge = module.merge?.fact else {
          if !wanted.isEmpty { throw module.branchless(run) }
          if module.isLost { notes.append(module.loss(from: base.name)) }
          continue
        }
        chain.merged.append(
          .init(module: module.name, tip: merge.tip, commit: merge.merge, changed: false))
        if module.isLost { notes.append(module.loss(from: base.name)) }
        continue
      }
      if try repository.isAncestor(tip, of: into.tip) {
        let merge = try mergeCommit(of: tip, nil, on: into.tip, in: repository)
        chain.merged.append(.init(module: module.name, tip: "\(tip)", commit: "\(merge)", changed: false))
      } else if try repository.isAncestor(tip, of: chain.tip) {
        // One that was merged before it stood on it.
        chain.merged.append(
          .init(module: module.name, tip: "\(tip)", commit: "\(chain.tip)", changed: true))
      } else {
        try take(module, at: tip, of: run, into: &chain, in: repository)
      }
    }
    guard chain.conflicts.isEmpty else { throw conflict(chain, of: run, committed, in: repository) }
    var files: [String] = []
    // The same call again finds settled what it settled.
    if chain.tip != into.tip {
      try chain.resolutions.refuseUnused(after: chain.settled)
      let changes = try repository.changes(
        from: repository.commit(into.tip).tree, to: repository.commit(chain.tip).tree)
      files = changes.map { $0.path.description }
      notes += try moveRunBase(into.ref, from: into.tip, to: chain.tip, changes, run, in: repository)
    }
    if into.name == base.name, !chain.merged.isEmpty {
      let facts = chain.merged.map { ($0.module, ModuleMerge(tip: $0.tip, merge: $0.commit)) }
      _ = try changeRun(run.id, guarded: guarded, in: repository) { _ in
        (.mergeModules(Dictionary(facts, uniquingKeysWith: { $1 })), RunFacts())
      }
    }
    return MergedModules(
      run: run.id, into: into.name, commit: chain.tip.description, merged: chain.merged,
      committed: committed, files: files, changed: chain.tip != into.tip, notes: notes)
  }

  /// Moves the branch, with its files; where files of the run's own working tree are in the way, the next call commits them.
  private func moveRunBase(
    _ ref: RefName, from old: ObjectID, to new: ObjectID, _ changes: [TreeChange], _ run: Run,
    in repository: borrowing Repository
  ) throws -> [String] {
    do {
      return try move(
        ref, from: old, to: new, changes: changes, because: "merge modules of run \(run.short)",
        in: repository)
    } catch var rejection as Rejection {
      // What stood there before the run began stays uncommitted with it, too.
      if rejection.code == .dirty,
        case .list(let files)? = rejection.details.first(where: { $0.name == "files" })?.value,
        let phase = (run.current ?? run.phases.last)?.name,
        case let mine = Set(
          try uncommittedChanges(of: run, in: repository).map { Rejection.Detail.text($0.description) }),
        files.allSatisfy(mine.contains)
      {
        rejection.next = .init(
          "create_checkpoint",
          [
            .init("task_id", .text(run.id)), .init("phase", .text(phase.text)), .init("commit", .flag(true)),
          ])
      }
      throw rejection
    }
  }
}

extension RunModule {
  /// Its branch is gone, so there is nothing to merge.
  fileprivate func branchless(_ run: Run) -> Rejection {
    let rescue = removal?.fact.rescue
    return Rejection(
      .notFound,
      "Module \(name) of run \(run.short) has no branch any more"
        + (rescue.map { "; rescue \($0) holds its work" } ?? "") + ".",
      details: [.init("module", .text(name.text)), .init("branch", .text(branch))],
      next: .init(
        "create_worktree",
        WorktreeHolder.module(name, run: run.id).arguments
          + (rescue.map { [.init("restore", .text($0))] } ?? [])))
  }
}
