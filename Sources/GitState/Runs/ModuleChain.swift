import Git
import StateMachine

/// Merges of several modules, each on top of the one before; no ref moves until all are clean.
struct ModuleChain {
  var tip: ObjectID
  let label: String
  let resolutions: MergeResolutions
  var merged: [MergedModules.Merge] = []
  var settled: Set<GitPath> = []
  var conflicts: [(module: ModuleName, found: [MergeConflict])] = []
}

extension Project {
  /// Puts a module's tip on top of a chain, or notes down where it conflicts.
  func take(
    _ module: RunModule, at tip: ObjectID, of run: Run, into chain: inout ModuleChain,
    in repository: borrowing Repository
  ) throws {
    let bases = try repository.mergeBases(chain.tip, tip)
    var options = MergeOptions(ourLabel: chain.label, theirLabel: module.branch)
    var outcome = try repository.merge(
      ours: chain.tip, theirs: tip, base: .commits(bases), options: options)
    if case .conflicted(let merge) = outcome {
      let fitting = chain.resolutions.fitting(merge.conflicts)
      if !fitting.isEmpty {
        options = MergeOptions(ourLabel: chain.label, theirLabel: module.branch, resolutions: fitting)
        outcome = try repository.merge(
          ours: chain.tip, theirs: tip, base: .commits(bases), options: options)
        chain.settled.formUnion(fitting.keys)
      }
    }
    switch outcome {
    case .clean(let tree, _):
      let phase = module.phase.map { ": \($0)" } ?? ""
      let commit = try repository.writeCommit(
        tree: tree, parents: [chain.tip, tip],
        message: LedgerMessage.cut("Merge \(module.name)\(phase)")
          + "\n\nGitstate-Merges: \(module.branch)\nGitstate-Run: \(run.id)\n",
        author: repository.author(at: now.seconds))
      chain.merged.append(.init(module: module.name, tip: "\(tip)", commit: "\(commit)", changed: true))
      chain.tip = commit
    case .conflicted(let merge): chain.conflicts.append((module.name, merge.conflicts))
    case .unusable(let resolutions): throw Rejection.unusable(resolutions)
    }
  }

  /// The refusal of a chain in which modules conflict: where, and the way out.
  func conflict(
    _ chain: ModuleChain, of run: Run, _ committed: [CommittedModule], in repository: borrowing Repository
  ) -> Rejection {
    let names = chain.conflicts.map(\.module.text)
    let paths = Set(chain.conflicts.flatMap(\.found).map(\.path)).sorted().map(\.description)
    let free = chain.merged.filter(\.changed).map(\.module.text)
    let holder = WorktreeHolder.module(chain.conflicts[0].module, run: run.id)
    let way =
      free.isEmpty
      ? "sync_worktree brings \(chain.label) into the module's worktree to be resolved there, or pass resolutions."
      : "Merge \(spoken(free)) first, then sync_worktree brings that into the module's worktree to be resolved there; or pass resolutions."
    var rows: [Rejection.Detail] = []
    for (module, found) in chain.conflicts {
      for conflict in found.prefix(50) {
        guard case .record(let fields) = conflict.detail else { continue }
        rows.append(.record([.init("module", .text(module.text))] + fields))
      }
    }
    return Rejection(
      .mergeConflict,
      "\(spoken(names)) and \(chain.label)\(free.isEmpty ? "" : " with \(spoken(free))") changed the same places in \(spoken(paths.map { quoted($0) }, limit: 5)); nothing was moved. \(way)",
      details: [
        .init("into", .text(chain.label)), .init("conflicts", .list(rows)), .init("mergeable", .texts(free)),
        .init("committed", .texts(committed.map(\.module.text))),
      ],
      next: free.isEmpty
        ? .init("sync_worktree", holder.arguments)
        : .init("merge_worktrees", [.init("task_id", .text(run.id)), .init("modules", .texts(free))]))
  }
}
