import Git
package import StateMachine

/// What expand_task is asked for.
package struct ExpandRequest: Sendable {
  package var task: String
  /// Nil for the planner's, else the one of the task's kind.
  package var strategy: SplitStrategy?
  /// Files and folders; empty for the planner's, else the task's files, else all of the base.
  package var scope: [String] = []

  package init(task: String) {
    self.task = task
  }
}

extension Project {
  /// Splits a task into parts that are handed out like any task.
  package func expandTask(
    _ plan: String, _ request: ExpandRequest, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> (change: TaskChange, strategy: SplitStrategy) {
    var used = SplitStrategy.none
    let change = try changeTask(plan, nil, guarded) { present, facts in
      let task = try present.task(named: request.task)
      let strategy = request.strategy ?? present.strategy(for: task)
      used = strategy
      var scope = request.scope
      if scope.isEmpty { scope = task.definition.parallelScope }
      if scope.isEmpty { scope = task.definition.files }
      let tree = strategy == .none ? [] : try baseFiles(facts)
      return (task.id, .expand(task.id, TaskSplit(strategy, scope: scope, tree: tree)))
    }
    return (change, used)
  }

  /// Every file on a plan's base.
  private func baseFiles(_ facts: PlanFacts) throws(Rejection) -> [String] {
    try withRepository { repository in
      guard let tip = facts.baseTip.flatMap({ ObjectID($0) }) else { return [] }
      return try repository.files(in: repository.commit(tip).tree).map { $0.path.description }
    }
  }
}
