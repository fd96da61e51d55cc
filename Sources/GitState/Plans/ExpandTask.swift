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

/// A task after it was asked to be split.
package struct ExpandedTask: Sendable {
  package let change: TaskChange
  /// How it was split; what was asked for where it was not.
  package let strategy: SplitStrategy
  /// Why it was not split, in sentences; nil where it was.
  package let reason: String?
}

extension Project {
  /// Splits a task into parts that are handed out like any task.
  package func expandTask(
    _ plan: String, _ request: ExpandRequest, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> ExpandedTask {
    var split = TaskSplit(.none, [])
    var missing: [String] = []
    let change = try changeTask(plan, nil, guarded) { present, facts in
      let task = try present.task(named: request.task)
      let strategy = request.strategy ?? present.strategy(for: task)
      var scope = request.scope
      if scope.isEmpty { scope = task.definition.parallelScope }
      if scope.isEmpty { scope = task.definition.files }
      let tree = strategy == .none && request.scope.isEmpty ? [] : try baseFiles(facts)
      split = TaskSplit(strategy, scope: scope, tree: tree)
      missing = request.scope.filter { TaskSplit.isMissing($0, in: tree) }
      return (task.id, .expand(task.id, split))
    }
    let isSplit = change.task.status.word == .expanding
    return ExpandedTask(
      change: change, strategy: split.strategy,
      reason: isSplit ? nil : reason(split, missing, isAsked: request.strategy != nil, change))
  }

  /// Why a task was not split.
  private func reason(
    _ split: TaskSplit, _ missing: [String], isAsked: Bool, _ change: TaskChange
  ) -> String {
    var sentences: [String] = []
    if !missing.isEmpty {
      sentences.append(
        "Of the scope, \(change.view.founding.base) has nothing at \(spoken(missing.map { quoted($0) })).")
    }
    if split.strategy != .none {
      sentences.append(
        split.parts.isEmpty
          ? "There is nothing to split by." : "It would be one part alone, and that is the task itself.")
    } else if isAsked || change.task.definition.parallelStrategy == SplitStrategy.none {
      sentences.append("The strategy is none, which keeps it whole.")
    } else {
      let all = SplitStrategy.allCases.filter { $0 != .none }.map(\.rawValue)
      sentences.append("Its kind is not split by itself: \(spoken(all, word: "or")) as strategy splits it.")
    }
    return sentences.joined(separator: " ")
  }

  /// Every file on a plan's base.
  private func baseFiles(_ facts: PlanFacts) throws(Rejection) -> [String] {
    try withRepository { repository in
      guard let tip = facts.baseTip.flatMap({ ObjectID($0) }) else { return [] }
      return try repository.files(in: repository.commit(tip).tree).map { $0.path.description }
    }
  }
}
