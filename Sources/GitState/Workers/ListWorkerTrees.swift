import Git
package import StateMachine

/// A worktree as list_worktrees shows it.
package struct ListedWorktree: Sendable {
  package let worktree: Worktree
  package let branch: String?
  /// The id behind `worker-`; nil for any other folder.
  package let worker: String?
  /// The task on its branch, and whose plan it is of.
  package let task: String?
  package let plan: String?
  /// The module that is worked on in it, and its run's id.
  package let module: (name: ModuleName, run: String)?
  /// Commits that it has and the base lacks, and the other way round.
  package let ahead: Int
  package let behind: Int
  /// Branches with which a merge would conflict, and where.
  package let conflicts: [Collision]

  package struct Collision: Sendable {
    package let with: String
    package let paths: [String]
  }
}

extension Project {
  /// How many branches are compared with each other; more would cost a merge for each pair.
  private static let compared = 12

  /// The worktrees of this repository, or only those of one run's modules.
  package func listWorkerTrees(of run: String? = nil) throws(Rejection) -> [ListedWorktree] {
    try withRepository { repository in
      guard repository.workingDirectory != nil else { throw WorktreeError(.bare, commonDirectory) }
      let modules = try modules(of: run, in: repository)
      let all = try worktrees.list(counting: true).filter {
        run == nil || $0.branch.map { modules[$0] != nil } == true
      }
      var tips: [(branch: String, tip: ObjectID)] = []
      for worktree in all {
        if let branch = worktree.branch?.branchName, let head = worktree.head { tips.append((branch, head)) }
      }
      return try all.map { worktree in
        let owner = try worktree.branch.flatMap { try task(on: $0, in: repository) }
        let module = worktree.branch.flatMap { modules[$0] }
        let base = owner?.view.base ?? module?.base ?? baseName(in: repository)
        let baseTip = try RefName.branch(base).flatMap { try repository.tip(of: $0) }
        var divergence = Divergence(ahead: 0, behind: 0)
        if let head = worktree.head, let baseTip {
          divergence = (try? repository.aheadBehind(head, baseTip)) ?? divergence
        }
        let others = tips.prefix(Project.compared).filter { $0.branch != worktree.branch?.branchName }
        var collisions: [ListedWorktree.Collision] = []
        if let head = worktree.head, !worktree.isStale {
          for (name, tip) in (baseTip.map { [(base, $0)] } ?? []) + others {
            let paths = try conflictingPaths(head, tip, in: repository)
            if !paths.isEmpty { collisions.append(.init(with: name, paths: paths)) }
          }
        }
        return ListedWorktree(
          worktree: worktree, branch: worktree.branch?.branchName,
          worker: worktree.name.flatMap { $0.text.hasPrefix("worker-") ? String($0.text.dropFirst(7)) : nil },
          task: owner?.task.id.text, plan: owner?.view.branch, module: module.map { ($0.name, $0.run) },
          ahead: divergence.ahead, behind: divergence.behind, conflicts: collisions)
      }
    }
  }

  /// The modules of a run, or of all, by their branches.
  private func modules(
    of run: String?, in repository: borrowing Repository
  ) throws -> [RefName: (name: ModuleName, run: String, base: String)] {
    var found: [RefName: (name: ModuleName, run: String, base: String)] = [:]
    for view in try run.map({ [try runView($0, in: repository)] }) ?? allRuns(in: repository) {
      for module in view.run.modules {
        guard let ref = RefName.branch(module.branch) else { continue }
        found[ref] = (module.name, view.run.id, view.run.founding?.base ?? "")
      }
    }
    return found
  }

  /// The paths on which two commits conflict; a history that can't be merged tells none.
  private func conflictingPaths(
    _ left: ObjectID, _ right: ObjectID, in repository: borrowing Repository
  ) throws -> [String] {
    guard let bases = try? repository.mergeBases(left, right), !bases.isEmpty, !bases.contains(left),
      !bases.contains(right),
      case .conflicted(let merge)? = try? repository.merge(
        ours: left, theirs: right, base: .commits(bases), options: MergeOptions(hunkLimit: 0))
    else { return [] }
    return merge.conflicts.prefix(20).map { $0.path.description }
  }
}
