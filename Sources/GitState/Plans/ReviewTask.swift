package import StateMachine

extension Project {
  /// Takes in what a reviewer says of a task.
  package func reviewTask(
    _ plan: String, task: String, _ review: Review, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> TaskChange {
    try judgeTask(plan, task: task, by: review.reviewer, guarded) { .review($0, review) }
  }

  /// Lets a task through without the review that it needs, on somebody's word.
  package func overrideReview(
    _ plan: String, task: String, by name: String, reason: String, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> TaskChange {
    try judgeTask(plan, task: task, by: name, guarded) { .overrideReview($0, by: name, reason: reason) }
  }

  private func judgeTask(
    _ plan: String, task: String, by name: String?, _ guarded: WriteGuard,
    _ command: (PlanTaskID) -> PlanCommand
  ) throws(Rejection) -> TaskChange {
    var before: Set<PlanTaskID> = []
    var guarded = guarded
    if let name, guarded.by == nil, !comparable(name).isEmpty {
      guarded.by = String(name.filter { !$0.isNewline }.prefix(80))
    }
    var change = try changeTask(plan, nil, guarded) { present, facts in
      before = Set(present.ready(given: facts).map(\.id))
      let task = try present.task(named: task)
      return (task.id, command(task.id))
    }
    if !change.events.isEmpty {
      change.newlyReady = change.view.plan.ready(given: change.view.facts).map(\.id).filter {
        !before.contains($0) && $0 != change.task.id
      }
    }
    return change
  }

  /// A task as a reviewer needs it, with its plan.
  package func taskToReview(_ plan: String, task: String) throws(Rejection) -> (
    view: PlanView, task: PlanTask
  ) {
    let view = try readPlan(plan)
    return (view, try view.plan.task(named: task))
  }
}
