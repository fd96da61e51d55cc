import Git
package import StateMachine

/// What is in flight while tasks are handed out, and which files it changes.
package struct Flights: Sendable {
  package let report: CollisionReport
  let changing: Plan.Changing
}

extension Project {
  /// What is in flight of a plan and beside it.
  package func flights(of plan: String) throws(Rejection) -> Flights {
    try flights(of: withRepository { repository in try view(plan, in: repository) })
  }

  /// The same of a plan that was read.
  ///
  /// Costs a look at every worktree; where there is none, a look at the refs of the tasks that are begun.
  func flights(of view: PlanView) throws(Rejection) -> Flights {
    try withRepository { repository in
      var scope = CollisionScope(plans: [view])
      if repository.workingDirectory != nil { scope.trees = try worktrees.list() }
      let report = try findCollisions(scope)
      return Flights(report: report, changing: try changing(report, of: view, in: repository))
    }
  }

  /// Who changes which files.
  ///
  /// Of what belongs to no task of the plan, only what somebody is at work on counts: a task that another plan's worker
  /// holds, a run's module.
  func changing(
    _ report: CollisionReport, of view: PlanView, in repository: borrowing Repository
  ) throws -> Plan.Changing {
    var changing = Plan.Changing()
    for work in report.works {
      let files = work.touched.map(\.description)
      if work.plan == view.branch, let task = work.task {
        changing.byTask[task] = files
      } else if work.branch.hasPrefix("orchestration/") {
        changing.elsewhere.append((work.branch, files))
      } else if work.branch.hasPrefix("task/"), let ref = RefName.branch(work.branch),
        let owner = try task(on: ref, in: repository), owner.view.branch != view.branch,
        case .claimed(let claim) = owner.task.status, !claim.isExpired(at: now)
      {
        changing.elsewhere.append((work.branch, files))
      }
    }
    return changing
  }
}
