/// How a task was split: what the ledger keeps of it.
package struct TaskExpansion: Hashable, Sendable {
  package var strategy: SplitStrategy
  /// Parts that are new.
  package var added: [TaskDefinition] = []
  /// Parts that were there and are of this task too from now on, as they read now.
  package var shared: [TaskDefinition] = []

  package init(_ strategy: SplitStrategy) {
    self.strategy = strategy
  }
}

extension Plan {
  mutating func expand(_ id: PlanTaskID, _ expansion: TaskExpansion) {
    guard self[id] != nil else { return }
    for definition in expansion.added where definition.id != id {
      var part = PlanTask(definition)
      part.parents = [id]
      add(part)
    }
    for definition in expansion.shared where definition.id != id {
      change(definition.id) {
        $0.definition = definition
        if !$0.parents.contains(id) { $0.parents.append(id) }
      }
    }
    change(id) { task in
      task.status = .expanding
      for part in (expansion.added + expansion.shared).map(\.id)
      where part != id && !task.subTasks.contains(part) {
        task.subTasks.append(part)
      }
    }
  }

  /// Where the work of a task is that was split: as far as its parts are.
  func delivery(ofPartsOf task: PlanTask, given facts: PlanFacts) -> Delivery {
    let parts = task.subTasks.compactMap { self[$0] }.filter { $0.status.word == .completed }
      .map { delivery(ofPart: $0, given: facts) }
    return [.lost, .unmerged, .merged].first(where: parts.contains) ?? .none
  }

  private func delivery(ofPart part: PlanTask, given facts: PlanFacts) -> Delivery {
    // A hostile history may make a task a part of itself.
    part.parents.isEmpty || !part.subTasks.isEmpty ? .none : delivery(of: part, given: facts)
  }

  /// The weight of a task: a part of several is as heavy as the heaviest of them.
  package func weight(of task: PlanTask) -> TaskWeight.Kind {
    guard !task.parents.isEmpty else { return task.weight }
    let kinds = task.parents.compactMap { self[$0]?.weight }
    return kinds.first { !$0.isLight } ?? kinds.first ?? task.weight
  }

  func weight(at position: Int) -> TaskWeight.Kind {
    let held = tasks.held(at: position)
    return held.task.parents.isEmpty ? held.task.weight : weight(of: held.task)
  }

  /// How a task is split where its caller does not say: as its planner says, else as its kind is.
  package func strategy(for task: PlanTask) -> SplitStrategy {
    task.definition.parallelStrategy ?? task.weight.split
  }
}
