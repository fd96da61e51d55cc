extension Plan {
  /// The tasks around one: what it waits for, what waits for it, what may run beside it.
  package struct Related: Sendable, Equatable {
    package var dependsOn: [PlanTaskID] = []
    package var enables: [PlanTaskID] = []
    package var parallelWith: [PlanTaskID] = []
  }

  package func related(_ task: PlanTask, given facts: PlanFacts) -> Related {
    let open = tasks.open
    let graph = graph(given: facts)
    let wave = open.firstIndex { tasks.held(at: $0).task.id == task.id }.flatMap { graph.waves[$0] }
    let provided = Set(task.definition.provides)
    let needed = Set(task.definition.preconditions)
    var related = Related()
    for (index, position) in open.enumerated() {
      let other = tasks.held(at: position)
      guard other.task.id != task.id else { continue }
      let needsIt =
        task.definition.dependsOn.contains(other.task.id)
        || !needed.isDisjoint(with: other.task.definition.provides)
      let feedsIt =
        other.task.definition.dependsOn.contains(task.id)
        || !provided.isDisjoint(with: other.task.definition.preconditions)
      if needsIt { related.dependsOn.append(other.task.id) }
      if feedsIt { related.enables.append(other.task.id) }
      if !needsIt, !feedsIt, wave != nil, graph.waves[index] == wave {
        related.parallelWith.append(other.task.id)
      }
    }
    return related
  }

  /// Refuses to begin work on a task that is done or not wanted.
  package func refuseBranch(_ task: PlanTask) throws(Rejection) {
    try allow(.claimed, task)
  }
}
