extension Plan {
  /// The tasks around one: what it waits for, what waits for it, what may run beside it.
  package struct Related: Sendable, Equatable {
    package var dependsOn: [PlanTaskID] = []
    package var enables: [PlanTaskID] = []
    package var parallelWith: [PlanTaskID] = []
  }

  package func related(_ task: PlanTask, given facts: PlanFacts) -> Related {
    let open = tasks.filter { $0.status.word != .cancelled }
    let graph = graph(given: facts)
    let wave = open.firstIndex { $0.id == task.id }.flatMap { graph.waves[$0] }
    let provided = Set(task.definition.provides)
    let needed = Set(task.definition.preconditions)
    var related = Related()
    for (index, other) in open.enumerated() where other.id != task.id {
      let needsIt =
        task.definition.dependsOn.contains(other.id) || !needed.isDisjoint(with: other.definition.provides)
      let feedsIt =
        other.definition.dependsOn.contains(task.id)
        || !provided.isDisjoint(with: other.definition.preconditions)
      if needsIt { related.dependsOn.append(other.id) }
      if feedsIt { related.enables.append(other.id) }
      if !needsIt, !feedsIt, wave != nil, graph.waves[index] == wave { related.parallelWith.append(other.id) }
    }
    return related
  }

  /// Refuses to begin work on a task that is done or not wanted.
  package func refuseBranch(_ task: PlanTask) throws(Rejection) {
    try allow(.claimed, task)
  }
}
