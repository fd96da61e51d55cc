import Git
package import StateMachine

/// What remove_worktree did to a module.
package struct RemovedModuleTree: Sendable {
  package let module: ModuleName
  /// The run's id.
  package let run: String
  package let relativePath: String
  /// False where there was nothing to remove.
  package let removed: Bool
  package let rescued: Rescue?
  /// What git ignores and so went unkept; a folder as a whole, with a `/` behind it.
  package let ignored: [String]
  package let notes: [String]
}

/// What cleanup_worktrees did.
package struct RemovedModules: Sendable {
  package let run: String
  /// Worktrees that are gone now.
  package var removed: [RemovedModuleTree] = []
  package var branchesDeleted: [String] = []
  package var rescued: [(module: ModuleName, rescue: Rescue)] = []
  package var notes: [String] = []

  package var changed: Bool { !removed.isEmpty || !branchesDeleted.isEmpty }
}

extension Project {
  /// Removes a module's worktree, after rescuing what is in it and nowhere else; its branch stays.
  ///
  /// A worktree that is not there is a success.
  package func removeModuleTree(_ name: ModuleName, of run: String) throws(Rejection) -> RemovedModuleTree {
    try withRepository { repository in
      guard repository.workingDirectory != nil else { throw WorktreeError(.bare, commonDirectory) }
      let run = try runView(run, in: repository).run
      _ = try run.decide(
        .removeModules([run.module(named: name).name: ModuleRemoval(rescue: nil)]), given: RunFacts(), at: now
      )
      let removed = try removeTree(of: name, in: run, in: repository)
      try record(name, removed.rescued?.id, in: run, repository)
      return removed
    }
  }

  /// Removes all worktrees and branches of a run's modules; what is not on the base is rescued first.
  package func cleanUpModules(of run: String) throws(Rejection) -> RemovedModules {
    try withRepository { repository in
      try cleanUpModules(of: try runView(run, in: repository).run, in: repository)
    }
  }

  /// The same, within a piece of work.
  func cleanUpModules(of run: Run, in repository: borrowing Repository) throws -> RemovedModules {
    guard repository.workingDirectory != nil else { throw WorktreeError(.bare, commonDirectory) }
    var done = RemovedModules(run: run.id)
    _ = try run.decide(
      .removeModules(
        Dictionary(uniqueKeysWithValues: run.modules.map { ($0.name, ModuleRemoval(rescue: nil)) })),
      given: RunFacts(), at: now)
    for module in run.modules {
      let removed = try removeTree(of: module.name, in: run, in: repository)
      if removed.removed { done.removed.append(removed) }
      done.notes += removed.notes
      var rescue = removed.rescued
      let ref = try ref(of: module.name, in: run)
      if let tip = try repository.tip(of: ref) {
        if let checkout = try repository.checkout(of: ref) {
          done.notes.append("\(module.branch) stays: it is checked out in \(checkout.path).")
        } else {
          let isMerged = try (try? runBase(run, in: repository)).map {
            try repository.isAncestor(tip, of: $0.tip)
          }
          // A rescue of its worktree holds the branch's commits as well.
          if isMerged != true, rescue?.head != tip {
            rescue = try rescues.keep(
              tip, of: ref, because: "before module \(module.name) was cleaned up",
              on: occasion(in: repository))
          }
          do {
            try repository.delete(ref, expecting: tip)
            done.branchesDeleted.append(module.branch)
          } catch {
            // Somebody else deleted it in that moment.
            guard try repository.tip(of: ref) == nil else { throw error }
          }
        }
      } else if rescue == nil, !module.isRemoved {
        // Its remover was killed before it could say so.
        rescue = try rescues.list().first { $0.branch == ref }
      }
      if let rescue { done.rescued.append((module.name, rescue)) }
      try record(module.name, rescue?.id, in: run, repository)
    }
    return done
  }

  private func removeTree(
    of name: ModuleName, in run: Run, in repository: borrowing Repository
  ) throws -> RemovedModuleTree {
    let folder = try folder(of: name, in: run)
    let removal = try worktrees.remove(folder, occasion: occasion(in: repository))
    try forgetSync(folder, in: repository)
    return RemovedModuleTree(
      module: name, run: run.id, relativePath: ".worktrees/\(folder)", removed: removal.removed,
      rescued: removal.rescued,
      ignored: removal.ignored,
      notes: removal.setAside.isEmpty
        ? []
        : ["What was left there of a lost worktree, or by others, was moved to \(spoken(removal.setAside))."])
  }

  private func record(
    _ name: ModuleName, _ rescue: String?, in run: Run, _ repository: borrowing Repository
  ) throws {
    _ = try changeRun(run.id, in: repository) { _ in
      (.removeModules([name: ModuleRemoval(rescue: rescue)]), RunFacts())
    }
  }
}
