extension Plan {
  /// The capabilities that are there to build on: of tasks that are done, and of merges on the base.
  package func available(given facts: PlanFacts) -> [Capability] {
    var seen: Set<Capability> = []
    var found: [Capability] = []
    for position in tasks.indices where isDone(at: position, given: facts) {
      for capability in tasks.held(at: position).task.definition.provides
      where seen.insert(capability).inserted {
        found.append(capability)
      }
    }
    for capability in facts.baseProvides where seen.insert(capability).inserted { found.append(capability) }
    return found
  }

  /// The capabilities that no task has to bring: what the base had when the plan was made, and what only the base has.
  ///
  /// What a task of the plan provides stays that task's once it is merged, or its wave would vanish with it.
  package func external(given facts: PlanFacts) -> Set<Capability> {
    let given = Set(founding?.given ?? [])
    guard !facts.baseProvides.isEmpty else { return given }
    var own: Set<Capability> = []
    for position in tasks.indices { own.formUnion(tasks.held(at: position).task.definition.provides) }
    return given.union(facts.baseProvides.filter { !own.contains($0) })
  }

  /// The graph of the tasks that are not cancelled.
  package func graph(given facts: PlanFacts) -> DependencyGraph {
    DependencyGraph(
      tasks.open.map { tasks.held(at: $0).task.definition }, external: external(given: facts))
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

  /// What tasks build on, as it is now.
  struct Ground {
    /// Of each task, by position, whether it is done.
    let isDone: [Bool]
    let available: Set<Capability>
    /// The lowest wave with something left to do: the barrier that later waves wait at.
    let barrier: Int?
  }

  func ground(given facts: PlanFacts) -> Ground {
    let isDone = tasks.indices.map { self.isDone(at: $0, given: facts) }
    var barrier: Int?
    for position in tasks.indices where !isDone[position] {
      let held = tasks.held(at: position)
      if let wave = held.task.definition.wave, wave < barrier ?? .max, held.task.status.word != .cancelled {
        barrier = wave
      }
    }
    return Ground(isDone: isDone, available: Set(available(given: facts)), barrier: barrier)
  }

  /// The pending tasks that may start now, by priority, then in the plan's order.
  package func ready(given facts: PlanFacts) -> [PlanTask] {
    readyPlaces(on: ground(given: facts)).map { tasks[$0] }
  }

  /// The same, as positions.
  func readyPlaces(on ground: Ground) -> [Int] {
    var byRank: [[Int]] = [[], [], []]
    for position in tasks.places(where: { $0.task.status.isPending }) {
      let held = tasks.held(at: position)
      let definition = held.task.definition
      guard definition.dependsOn.allSatisfy({ isMet($0, on: ground) }),
        definition.preconditions.allSatisfy(ground.available.contains),
        (definition.wave ?? .min) <= (ground.barrier ?? .max)
      else { continue }
      byRank[held.task.priority.rank].append(position)
    }
    return Array(byRank.joined())
  }

  /// A cancelled task will never bring anything: what waits for it by id alone goes on.
  private func isMet(_ id: PlanTaskID, on ground: Ground) -> Bool {
    guard let position = positions[id] else { return false }
    return ground.isDone[position] || tasks.held(at: position).task.status.word == .cancelled
  }

  /// What a task still waits for, in words that name who brings it; empty where it may start.
  package func unmet(_ task: PlanTask, given facts: PlanFacts) -> [Unmet] {
    unmet([task], given: facts)[0]
  }

  /// What each of some tasks still waits for.
  package func unmet(_ some: [PlanTask], given facts: PlanFacts) -> [[Unmet]] {
    let ground = ground(given: facts)
    let missing = some.map { task in
      task.definition.preconditions.filter { !ground.available.contains($0) }
    }
    let providers = providers(of: Set(missing.joined()))
    var barriers: [Int: Unmet?] = [:]
    // Looking for the nearest word costs a comparison with every other; past the first few nobody reads them.
    var looked = 0
    return zip(some, missing).map { task, missing in
      var found = task.definition.dependsOn.filter { !isMet($0, on: ground) }.map {
        Unmet(need: .task($0), from: [$0], near: [])
      }
      for capability in missing {
        let from = providers[capability] ?? []
        if from.isEmpty { looked += 1 }
        let near =
          from.isEmpty && looked <= 5 ? nearest(to: capability.text, among: provided(besides: task.id)) : []
        found.append(Unmet(need: .capability(capability), from: from, near: near))
      }
      guard let wave = task.definition.wave else { return found }
      let barrier = barriers[wave] ?? self.barrier(before: wave, on: ground)
      barriers[wave] = .some(barrier)
      return found + (barrier.map { [$0] } ?? [])
    }
  }

  private func providers(of wanted: Set<Capability>) -> [Capability: [PlanTaskID]] {
    var providers: [Capability: [PlanTaskID]] = [:]
    guard !wanted.isEmpty else { return providers }
    for position in tasks.indices {
      for capability in Set(tasks.held(at: position).task.definition.provides)
      where wanted.contains(capability) {
        providers[capability, default: []].append(tasks[position].id)
      }
    }
    return providers
  }

  /// The last wave before one that has something left to do, and all that is left before.
  private func barrier(before wave: Int, on ground: Ground) -> Unmet? {
    var last: Int?
    var earlier: [PlanTaskID] = []
    for position in tasks.indices where !ground.isDone[position] {
      guard let other = tasks[position].definition.wave, other < wave,
        tasks[position].status.word != .cancelled
      else { continue }
      earlier.append(tasks[position].id)
      last = max(last ?? other, other)
    }
    return last.map { Unmet(need: .wave($0), from: earlier, near: []) }
  }

  /// Everything that tasks of the plan provide, cancelled ones left out.
  func provided(besides id: PlanTaskID? = nil) -> [String] {
    tasks.filter { $0.id != id && $0.status.word != .cancelled }.flatMap {
      $0.definition.provides.map(\.text)
    }
  }

  /// How far the plan has come.
  package func progress(given facts: PlanFacts) -> Progress {
    // By place and not by key: to hash a word for each of many tasks costs more than all else here.
    var counts = Array(repeating: 0, count: TaskStatus.Word.allCases.count)
    var completed = 0
    // The parts of a task are counted with it.
    for position in tasks.indices where tasks.held(at: position).task.parents.isEmpty {
      counts[tasks.held(at: position).task.status.word.place] += 1
      if isDone(at: position, given: facts) { completed += 1 }
    }
    return Progress(
      completed: completed, total: counts.reduce(0, +) - counts[TaskStatus.Word.cancelled.place],
      byStatus: TaskStatus.Word.allCases.compactMap { word in
        counts[word.place] == 0 ? nil : (word, counts[word.place])
      })
  }

  /// Delivered tasks of those that are wanted, and how many stand where.
  package struct Progress: Sendable {
    package let completed: Int
    package let total: Int
    package let byStatus: [(word: TaskStatus.Word, count: Int)]
  }

  /// The plan's own state.
  package func state(given facts: PlanFacts) -> PlanState {
    if consent.aborted != nil { return .aborted }
    // What a person must look at does not vanish with the last task.
    if !consent.isDue(.halt), isCompleted(given: facts) { return .completed }
    return consent.foremost.map(state(of:)) ?? .active
  }

  /// Whether there are tasks, and every one that is wanted is done.
  private func isCompleted(given facts: PlanFacts) -> Bool {
    var wanted = false
    for position in tasks.indices {
      let held = tasks.held(at: position)
      guard held.task.parents.isEmpty, held.task.status.word != .cancelled else { continue }
      guard isDone(at: position, given: facts) else { return false }
      wanted = true
    }
    return wanted
  }

  /// The state in the word that orchestrators of the plan.yaml kind use.
  package func workflowState(given facts: PlanFacts) -> String {
    let state = state(given: facts)
    switch (state, consent.foremost?.point) {
    case (.awaitingApproval, _) where !consent.isRequested: return "plan_created"
    case (.awaitingConfirmation, .batch) where !consent.isRequested: return "batch_complete"
    default: return state.workflowState
    }
  }
}

/// Where a whole plan stands.
package enum PlanState: String, Sendable, CaseIterable {
  case active
  case awaitingApproval = "awaiting_approval"
  case awaitingConfirmation = "awaiting_confirmation"
  case completed, aborted, archived

  /// Whether it goes on, or may: it is not over.
  package var isOpen: Bool {
    switch self {
    case .active, .awaitingApproval, .awaitingConfirmation: true
    case .completed, .aborted, .archived: false
    }
  }

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
