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
  /// Branches with which a merge would conflict as they are now, uncommitted files included, and where.
  package let conflicts: [(with: String, paths: [String])]
  /// What was changed there although its task does not name it.
  package let undeclared: [String]
}

extension Project {
  /// The worktrees of this repository, or only those of one run's modules.
  package func listWorkerTrees(of run: String? = nil) throws(Rejection) -> [ListedWorktree] {
    try surveyWorkerTrees(of: run).worktrees
  }

  /// The same, and in sentences what was not looked at.
  package func surveyWorkerTrees(
    of run: String? = nil
  ) throws(Rejection) -> (worktrees: [ListedWorktree], notes: [String]) {
    try withRepository { repository in
      guard repository.workingDirectory != nil else { throw WorktreeError(.bare, commonDirectory) }
      let modules = try modules(of: run, in: repository)
      let all = try worktrees.list().filter { run == nil || $0.branch.map { modules[$0] != nil } == true }
      var scope = CollisionScope(trees: all, isStrict: true)
      if run == nil { scope.plans = try allPlans(in: repository).filter { $0.state == .active } }
      var owners: [RefName: (view: PlanView, task: PlanTask)] = [:]
      for branch in Set(all.compactMap(\.branch)) {
        let owner = try task(on: branch, in: repository)
        owners[branch] = owner
        scope.owners[branch.branchName ?? branch.text] = FlightOwner(
          base: owner?.view.base ?? modules[branch]?.base ?? baseName(in: repository),
          plan: owner?.view.branch, task: owner?.task)
      }
      let flights = try findCollisions(scope)
      let listed = try all.map { worktree in
        let owner = worktree.branch.flatMap { owners[$0] }
        let module = worktree.branch.flatMap { modules[$0] }
        let base = owner?.view.base ?? module?.base ?? baseName(in: repository)
        let baseTip = try RefName.branch(base).flatMap { try repository.tip(of: $0) }
        var divergence = Divergence(ahead: 0, behind: 0)
        if let head = worktree.head, let baseTip {
          divergence = (try? repository.aheadBehind(head, baseTip)) ?? divergence
        }
        let name = worktree.isStale ? nil : worktree.branch?.branchName
        var counted = worktree
        counted.changes = flights.glances[worktree.path].map { Worktree.Changes($0.status) }
        return ListedWorktree(
          worktree: counted, branch: worktree.branch?.branchName,
          worker: worktree.name.flatMap { $0.text.hasPrefix("worker-") ? String($0.text.dropFirst(7)) : nil },
          task: owner?.task.id.text, plan: owner?.view.branch, module: module.map { ($0.name, $0.run) },
          ahead: divergence.ahead, behind: divergence.behind,
          conflicts: name.map { flights.collisions(of: $0) } ?? [],
          undeclared: flights.work(on: name)?.undeclared ?? [])
      }
      return (listed, flights.notes)
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
}
