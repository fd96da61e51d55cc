extension Plan {
  /// The capabilities that are there to build on: of tasks that are done, and of merges on the base.
  package func available(given facts: PlanFacts) -> [Capability] {
    var seen: Set<Capability> = []
    var found: [Capability] = []
    for capability in tasks.filter({ isDone($0, given: facts) }).flatMap(\.definition.provides)
      + facts.baseProvides
    where seen.insert(capability).inserted {
      found.append(capability)
    }
    return found
  }

  /// The capabilities that no task has to bring: what the base had when the plan was made, and what only the base has.
  ///
  /// What a task of the plan provides stays that task's once it is merged, or its wave would vanish with it.
  package func external(given facts: PlanFacts) -> Set<Capability> {
    let own = Set(tasks.flatMap(\.definition.provides))
    return Set(founding?.given ?? []).union(facts.baseProvides.filter { !own.contains($0) })
  }

  /// The graph of the tasks that are not cancelled.
  package func graph(given facts: PlanFacts) -> DependencyGraph {
    DependencyGraph(
      tasks.filter { $0.status.word != .cancelled }.map(\.definition), external: external(given: facts))
  }

  /// What a task still waits for, in words that name who brings it; empty where it may start.
  package func unmet(_ task: PlanTask, given facts: PlanFacts) -> [Unmet] {
    unmet(
      task, done: Set(tasks.filter { isDone($0, given: facts) }.map(\.id)),
      available: Set(available(given: facts)))
  }

  /// One thing that a task waits for.
  package struct Unmet: Hashable, Sendable {
    package enum Need: Hashable, Sendable {
      case task(PlanTaskID)
      case capability(Capability)
      case wave(Int)
    }

    package let need: Need
    /// The tasks that bring it.
    package let from: [PlanTaskID]
    /// The nearest capability of the plan, where none brings exactly this one.
    package let near: [String]
  }

  /// The pending tasks that may start now, by priority, then in the plan's order.
  package func ready(given facts: PlanFacts) -> [PlanTask] {
    let done = Set(tasks.filter { isDone($0, given: facts) }.map(\.id))
    let available = Set(available(given: facts))
    // The lowest wave with something left to do: the barrier that later waves wait at.
    let barrier = tasks.filter { !done.contains($0.id) && $0.status.word != .cancelled }
      .compactMap(\.definition.wave).min()
    return tasks.filter { task in
      task.status == .pending
        && task.definition.dependsOn.allSatisfy { done.contains($0) || self[$0]?.status.word == .cancelled }
        && task.definition.preconditions.allSatisfy(available.contains)
        && (task.definition.wave ?? .min) <= (barrier ?? .max)
    }.enumerated().sorted {
      ($0.element.priority.rank, $0.offset) < ($1.element.priority.rank, $1.offset)
    }.map(\.element)
  }

  func unmet(_ task: PlanTask, done: Set<PlanTaskID>, available: Set<Capability>) -> [Unmet] {
    var found: [Unmet] = []
    for id in task.definition.dependsOn where !done.contains(id) {
      // A cancelled task will never bring anything: what waits for it by id alone goes on.
      if self[id]?.status.word == .cancelled { continue }
      found.append(Unmet(need: .task(id), from: [id], near: []))
    }
    for capability in task.definition.preconditions where !available.contains(capability) {
      let from = tasks.filter { $0.definition.provides.contains(capability) }.map(\.id)
      let near = from.isEmpty ? nearest(to: capability.text, among: provided(besides: task.id)) : []
      found.append(Unmet(need: .capability(capability), from: from, near: near))
    }
    if let wave = task.definition.wave {
      let earlier = tasks.filter {
        ($0.definition.wave ?? .max) < wave && !done.contains($0.id) && $0.status.word != .cancelled
      }
      if let last = earlier.compactMap(\.definition.wave).max() {
        found.append(Unmet(need: .wave(last), from: earlier.map(\.id), near: []))
      }
    }
    return found
  }

  /// Everything that tasks of the plan provide, cancelled ones left out.
  func provided(besides id: PlanTaskID? = nil) -> [String] {
    tasks.filter { $0.id != id && $0.status.word != .cancelled }.flatMap {
      $0.definition.provides.map(\.text)
    }
  }

  /// How far the plan has come.
  package func progress(given facts: PlanFacts) -> Progress {
    var counts: [TaskStatus.Word: Int] = [:]
    // The parts of a task are counted with it.
    for task in tasks where task.parents.isEmpty { counts[task.status.word, default: 0] += 1 }
    return Progress(
      completed: tasks.count { $0.parents.isEmpty && isDone($0, given: facts) },
      total: counts.values.reduce(0, +) - (counts[.cancelled] ?? 0),
      byStatus: TaskStatus.Word.allCases.compactMap { word in counts[word].map { (word, $0) } })
  }

  /// Delivered tasks of those that are wanted, and how many stand where.
  package struct Progress: Sendable {
    package let completed: Int
    package let total: Int
    package let byStatus: [(word: TaskStatus.Word, count: Int)]
  }

  /// The plan's own state.
  package func state(given facts: PlanFacts) -> PlanState {
    let progress = progress(given: facts)
    return progress.total > 0 && progress.completed == progress.total ? .completed : .active
  }
}

/// Where a whole plan stands.
package enum PlanState: String, Sendable, CaseIterable {
  case active
  case awaitingApproval = "awaiting_approval"
  case awaitingConfirmation = "awaiting_confirmation"
  case completed, aborted, archived

  /// The word that orchestrators of the plan.yaml kind use.
  package var workflowState: String {
    switch self {
    case .active: "executing"
    case .awaitingApproval: "awaiting_approval"
    case .awaitingConfirmation: "awaiting_confirmation"
    case .completed, .archived: "completed"
    case .aborted: "aborted"
    }
  }
}

extension Priority? {
  /// High first; what says nothing counts as medium.
  var rank: Int {
    switch self {
    case .high: 0
    case .medium, nil: 1
    case .low: 2
    }
  }
}
