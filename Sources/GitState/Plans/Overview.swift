import Git
package import StateMachine

/// Everything that somebody needs who has forgotten everything.
package struct ProjectOverview: Sendable {
  /// The plans that are not completed, the newest first.
  package let active: [PlanView]
  package let completed: Int
  /// The runs that go on, the newest first.
  package let runs: [RunView]
  package let completedRuns: Int
  /// How far the base is ahead of the branch that it is landed on; nil where it is not.
  package let landing: Landing?
  package let rescues: Int
  /// Workers that hold a task and whose worktree is gone.
  package let dead: Set<WorkerID>
  /// Branches of delivered tasks that have work since.
  package let late: [String]
  /// The call to make now; nil where only waiting helps.
  package let next: Rejection.Next?
  /// The same in a sentence.
  package let sentence: String

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
      let plans = try allPlans(in: repository)
      let newest = plans.sorted { $0.reading.updated > $1.reading.updated }
      let active = newest.filter { $0.state == .active }
      // Of the plans that ended, the last one is looked at: somebody may still be at work on it.
      let late = (active.isEmpty ? Array(newest.prefix(1)) : active).flatMap { view in
        lateWork(of: view, in: repository).compactMap { view.plan[$0] }
      }
      let rescues = try repository.refs(below: "refs/gitstate/rescue/").count
      let landing = try landing(in: repository)
      let dead = try deadWorkers(of: active, in: repository)
      let allRuns = try runsByAge(in: repository)
      let runs = allRuns.filter { $0.run.status == .active }
      let (next, sentence) = Project.advice(
        active, runs, late, landing, dead, freeWorker: try freeWorker(in: repository))
      return ProjectOverview(
        active: active, completed: plans.count - active.count, runs: runs,
        completedRuns: allRuns.count - runs.count, landing: landing, rescues: rescues, dead: dead,
        late: late.compactMap(\.branch?.name), next: next, sentence: sentence)
    }
  }

  /// Who holds a task without having a worktree to work in.
  private func deadWorkers(of plans: [PlanView], in repository: borrowing Repository) throws -> Set<WorkerID>
  {
    let holders = Set(plans.flatMap { $0.plan.tasks.compactMap { $0.status.claim?.worker } })
    guard !holders.isEmpty, repository.workingDirectory != nil else { return [] }
    let present = Set(try worktrees.list().filter { !$0.isStale }.compactMap { $0.name?.text })
    return holders.filter { !present.contains($0.folder) }
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

  private static func advice(
    _ active: [PlanView], _ runs: [RunView], _ late: [PlanTask], _ landing: ProjectOverview.Landing?,
    _ dead: Set<WorkerID>, freeWorker: String
  ) -> (Rejection.Next?, String) {
    if let task = late.first, let branch = task.branch, let sentence = PlanView.lateWarning(task) {
      return (.init("merge_task_branch", [.init("task_branch", .text(branch.name))]), sentence)
    }
    // A rollback that was begun stands in everything's way.
    if let run = runs.first(where: { $0.run.rollback != nil }) { return ProjectOverview.advice(on: run.run) }
    guard let view = active.first else {
      if let run = runs.first { return ProjectOverview.advice(on: run.run) }
      if let landing {
        return (
          nil,
          "No plan is active. \(landing.base) is \(counted(landing.ahead, "commit")) ahead of \(landing.target): `\(landing.command)` lands it."
        )
      }
      // Words that stand for what only the caller knows: as they are, they are refused.
      let task: Rejection.Detail = .record([
        .init("id", .text("<id>")), .init("description", .text("<description>")),
      ])
      return (
        .init(
          "create_plan_branch",
          [
            .init("session_id", .text("<session_id>")), .init("user_request", .text("<user_request>")),
            .init("tasks", .list([task])),
          ]), "No plan is active. create_plan_branch starts one."
      )
    }
    let plan = view.plan
    let unmerged = plan.tasks.first { task in
      task.status.word == .completed && !plan.delivery(of: task, given: view.facts).counts
        && task.branch != nil
    }
    if let unmerged, let branch = unmerged.branch {
      return (
        .init("merge_task_branch", [.init("task_branch", .text(branch.name))]),
        "Task \(unmerged.id) is completed but not on \(view.base)."
      )
    }
    if let task = plan.ready(given: view.facts).first {
      if let branch = task.branch {
        return (
          .init(
            "create_worktree",
            [.init("worker_id", .text(freeWorker)), .init("task_branch", .text(branch.name))]),
          "Task \(task.id) has its branch and waits for a worker."
        )
      }
      return (
        .init(
          "create_task_branch",
          [.init("task_id", .text(task.id.text)), .init("plan_branch", .text(view.branch))]),
        "Task \(task.id) is ready to start."
      )
    }
    let held = plan.tasks.filter { $0.status.claim != nil }
    if let task = held.first(where: { task in task.status.claim.map { dead.contains($0.worker) } ?? false }),
      let worker = task.status.claim?.worker
    {
      return (
        .init("remove_worktree", [.init("worker_id", .text(worker.text))]),
        "Worker \(worker) holds task \(task.id) and its worktree is gone: removing it frees the task."
      )
    }
    if !held.isEmpty {
      return (
        nil,
        "Waiting for \(spoken(held.map { "worker \($0.status.claim?.worker.text ?? "") on \($0.id)" }, limit: 4))."
      )
    }
    if let stuck = plan.tasks.first(where: { ![.completed, .cancelled].contains($0.status.word) }) {
      return (
        .init("parse_plan", [.init("branch", .text(view.branch)), .init("ids", .texts([stuck.id.text]))]),
        "Nothing is ready and nobody works: task \(stuck.id) is \(stuck.status.word.rawValue)."
      )
    }
    return (.init("parse_plan", [.init("branch", .text(view.branch))]), "Read the plan.")
  }
}
