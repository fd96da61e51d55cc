import Git
package import StateMachine

/// Everything that somebody needs who has forgotten everything.
package struct ProjectOverview: Sendable {
  /// The plans that are not completed, the newest first.
  package let active: [PlanView]
  package let completed: Int
  /// Plans that were aborted, as `plan/x`.
  package var aborted: [String] = []
  /// The runs that go on, the newest first.
  package let runs: [RunView]
  package let completedRuns: Int
  /// The workflows that go on, the newest first.
  package var workflows: [WorkflowView] = []
  package var endedWorkflows = 0
  /// How far the base is ahead of the branch that it is landed on; nil where it is not.
  package let landing: Landing?
  package let rescues: Int
  /// Workers that hold a task and whose worktree is gone; who never had one is not among them.
  package let dead: Set<WorkerID>
  /// Branches of delivered tasks that have work since.
  package let late: [String]
  /// Plans that only a remote has and that are not completed, as `origin/plan/x`; looked for where none is active here.
  package let remote: [String]
  /// What is in flight of the active plans, and where it will collide.
  package let flights: CollisionReport
  /// The call to make now; nil where only waiting helps.
  package let next: Rejection.Next?
  /// The same in a sentence.
  package let sentence: String
  /// Plans that were moved out of the way.
  package var archived = 0

  /// Merged work that the default branch does not have.
  package struct Landing: Sendable {
    package let base: String
    package let target: String
    package let ahead: Int

    package var command: String { "gitstate land" }
  }
}

extension Project {
  package func overview() throws(Rejection) -> ProjectOverview {
    try withRepository { repository in
      let allTrees = repository.workingDirectory == nil ? [] : try worktrees.list()
      let trees = allTrees.filter { !$0.isStale }
      var plans = try allPlans(in: repository).sorted { $0.reading.updated > $1.reading.updated }
      let ended = plans.filter { !$0.state.isOpen }
      plans.removeAll { !$0.state.isOpen }
      for index in plans.indices {
        plans[index].take(lookAtBranches(of: plans[index], in: repository))
      }
      let allRuns = try runsByAge(in: repository)
      let allWorkflows = try workflowsByAge(in: repository)
      // One page in a few milliseconds: what is uncommitted in large worktrees list_worktrees tells.
      let flights =
        plans.isEmpty
        ? CollisionReport()
        : try findCollisions(
          CollisionScope(plans: plans, trees: trees, indexLimit: CollisionScope.smallIndex))
      let stand = OverviewStand(
        active: plans, runs: allRuns.filter { $0.run.status == .active },
        workflows: allWorkflows.filter { $0.workflow.ended == nil },
        dead: repository.workingDirectory == nil ? [] : lostHolders(of: plans, among: allTrees),
        lateOfEnded: lateWork(ofEnded: ended, in: trees, of: repository),
        landing: try landing(in: repository),
        remote: plans.isEmpty ? try activeRemotePlans(in: repository) : [], flights: flights)
      let advice = try advice(on: stand, in: trees, of: repository)
      let aborted = ended.filter { $0.state == .aborted }.map(\.branch)
      var overview = ProjectOverview(
        active: plans, completed: ended.count - aborted.count, aborted: aborted, runs: stand.runs,
        completedRuns: allRuns.count - stand.runs.count,
        landing: stand.landing, rescues: try repository.refs(below: Rescue.prefix).count, dead: stand.dead,
        late: (plans.flatMap { view in view.late.compactMap { view.plan[$0] } }
          + stand.lateOfEnded.map(\.task))
          .compactMap(\.branch?.name),
        remote: stand.remote, flights: flights, next: advice.next, sentence: advice.sentence)
      overview.workflows = stand.workflows
      overview.endedWorkflows = allWorkflows.count - stand.workflows.count
      overview.archived = try archives(in: repository).count
      return overview
    }
  }

  /// Late work of plans that ended: of the last one, and of those that somebody still has a worktree of.
  private func lateWork(
    ofEnded plans: [PlanView], in trees: [Worktree], of repository: borrowing Repository
  ) -> [(view: PlanView, task: PlanTask)] {
    let checkedOut = Set(trees.compactMap { $0.branch?.branchName })
    return plans.enumerated().filter { index, view in
      index == 0 || view.plan.tasks.contains { $0.branch.map { checkedOut.contains($0.name) } ?? false }
    }.flatMap { _, view in
      lookAtBranches(of: view, in: repository).late.compactMap { id in view.plan[id].map { (view, $0) } }
    }
  }

  /// How far the base is ahead of its target; nil where that is not there.
  func landing(in repository: borrowing Repository) throws -> ProjectOverview.Landing? {
    let base = baseName(in: repository)
    guard let ref = RefName.branch(base), let tip = try repository.tip(of: ref) else { return nil }
    let target = try targetName(base: base, in: repository)
    guard target != base, let targetRef = RefName.branch(target),
      let ahead = try ahead(tip, of: targetRef, at: repository.tip(of: targetRef), in: repository)
    else { return nil }
    return ahead == 0 ? nil : .init(base: base, target: target, ahead: ahead)
  }
}
