import Git
package import StateMachine

/// The names that a command line can complete: what there is now, read without replaying any task branch.
package struct BranchNames: Sendable {
  /// Plans of this repository, as `plan/x`.
  package var plans: [String] = []
  /// Plans of its remotes, as `origin/plan/x`.
  package var remotePlans: [String] = []
  /// Archived plans, as `archive/x`.
  package var archives: [String] = []
  /// Task branches, as `task/001-x`.
  package var tasks: [String] = []
  /// Ids of workers that hold a task or have a worktree.
  package var workers: [String] = []
  /// Ids of rescues.
  package var rescues: [String] = []
  /// Ids of checkpoints.
  package var checkpoints: [String] = []
  /// Ids of runs.
  package var runs: [String] = []
  /// Ids of workflows, those that go on first.
  package var workflows: [String] = []
  /// Ids of the agents of workflows that go on.
  package var agents: [String] = []
  /// Names of the phases that are open in runs that go on.
  package var phases: [String] = []
  /// How plans of a remote come here; nil where there is no remote.
  package var planFetch: String?
}

extension Project {
  package func branchNames() throws(Rejection) -> BranchNames {
    try withRepository { repository in
      var names = BranchNames()
      names.plans = try repository.refs(below: "refs/heads/plan/").compactMap { $0.name.branchName }
      names.archives = try archives(in: repository).map(\.name)
      names.tasks = try repository.refs(below: "refs/heads/task/").compactMap { $0.name.branchName }
      names.remotePlans = try repository.refs(below: "refs/remotes/").compactMap { ref in
        let parts = ref.name.text.split(separator: "/", maxSplits: 4)
        return parts.count == 5 && parts[3] == "plan" ? parts[2...].joined(separator: "/") : nil
      }
      names.rescues = try repository.refs(below: "refs/gitstate/rescue/").map {
        String($0.name.text.dropFirst(21))
      }
      names.checkpoints = try repository.refs(below: CheckpointScope.prefix).map {
        String($0.name.text.dropFirst(CheckpointScope.prefix.count))
      }
      let runs = try allRuns(in: repository).map(\.run)
      names.runs = runs.compactMap { $0.founding?.id.text }
      names.phases = runs.filter { $0.status == .active }.flatMap { run in
        run.phases.filter { !$0.isComplete }.map(\.name.text)
      }
      let workflows = try workflowsByAge(in: repository)
      names.workflows = workflows.compactMap { $0.id?.text }
      let agents = workflows.filter { $0.workflow.ended == nil }.flatMap {
        $0.workflow.founding?.definition.order.map(\.text) ?? []
      }
      names.agents = Set(agents).sorted()
      let held = try allPlans(in: repository).flatMap {
        $0.plan.tasks.compactMap { $0.status.claim?.worker.text }
      }
      let trees = repository.workingDirectory == nil ? [] : try worktrees.list()
      let standing = trees.compactMap { tree -> String? in
        guard let name = tree.name?.text, name.hasPrefix("worker-") else { return nil }
        return (try? WorkerID(name))?.text
      }
      names.workers = Set(held + standing).sorted()
      names.planFetch = planFetch(in: repository)
      return names
    }
  }
}
