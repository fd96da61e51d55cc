/// What waits for what among the tasks of a plan: by id, by capability and by wave.
///
/// Everything here is iterative: a chain of 10,000 tasks needs no stack.
package struct DependencyGraph: Sendable {
  private let tasks: [TaskDefinition]
  private let positions: [PlanTaskID: Int]
  private let providers: [Capability: [Int]]
  /// The wave of each task, in the order of the tasks, from 1; nil for a task that waits for itself.
  package let waves: [Int?]

  /// - Parameter external: capabilities that are there without any task of this plan.
  package init(_ tasks: [TaskDefinition], external: Set<Capability> = []) {
    self.tasks = tasks
    var positions: [PlanTaskID: Int] = [:]
    var providers: [Capability: [Int]] = [:]
    for (index, task) in tasks.enumerated() {
      positions[task.id] = index
      for capability in task.provides { providers[capability, default: []].append(index) }
    }
    self.positions = positions
    self.providers = providers.filter { !external.contains($0.key) }
    waves = DependencyGraph.levels(tasks, positions: positions, providers: self.providers)
  }

  /// The tasks that provide a capability, by position.
  package func providers(of capability: Capability) -> [Int] { providers[capability] ?? [] }

  /// The tasks, by position, of which this one needs all or, for a capability, one.
  private func needs(_ index: Int) -> [[Int]] {
    tasks[index].dependsOn.compactMap { positions[$0].map { [$0] } }
      + tasks[index].preconditions.compactMap { providers[$0] }
  }

  /// The waves as lists of ids, first to last.
  package var listed: [[PlanTaskID]] {
    var listed: [Int: [PlanTaskID]] = [:]
    for (index, wave) in waves.enumerated() { if let wave { listed[wave, default: []].append(tasks[index].id) } }
    return listed.keys.sorted().map { listed[$0] ?? [] }
  }

  /// A circle of tasks that wait for each other, first and last the same; nil where there is none.
  package var cycle: [PlanTaskID]? {
    guard let start = waves.firstIndex(where: { $0 == nil }) else { return nil }
    // Every task without a wave needs another without one, so following them must come round.
    var path: [Int] = []
    var seen: [Int: Int] = [:]
    var current = start
    while seen[current] == nil {
      seen[current] = path.count
      path.append(current)
      guard let next = needs(current).first(where: { $0.allSatisfy { waves[$0] == nil } })?.first else { return nil }
      current = next
    }
    return (path[(seen[current] ?? 0)...] + [current]).map { tasks[$0].id }
  }

  /// Kahn's order, in levels: a task comes one level after the last of what it needs, and not before its own wave.
  private static func levels(
    _ tasks: [TaskDefinition], positions: [PlanTaskID: Int], providers: [Capability: [Int]]
  ) -> [Int?] {
    // What is still missing for each task: one count for each need; a need is met by the first that meets it.
    var dependents: [[(task: Int, need: Int)]] = Array(repeating: [], count: tasks.count)
    var missing: [Int] = []
    var met: [[Bool]] = []
    for (index, task) in tasks.enumerated() {
      let needs =
        task.dependsOn.compactMap { positions[$0].map { [$0] } } + task.preconditions.compactMap { providers[$0] }
      for (need, options) in needs.enumerated() {
        for option in options { dependents[option].append((index, need)) }
      }
      missing.append(needs.count)
      met.append(Array(repeating: false, count: needs.count))
    }
    var waves: [Int?] = Array(repeating: nil, count: tasks.count)
    var floors = tasks.map { max(1, $0.wave ?? 1) }
    // Ready tasks by level; a level is only ever added to ahead of where it is read.
    var ready: [Int: [Int]] = [:]
    for index in tasks.indices where missing[index] == 0 { ready[floors[index], default: []].append(index) }
    while let level = ready.keys.min() {
      for index in ready.removeValue(forKey: level) ?? [] {
        waves[index] = level
        for (dependent, need) in dependents[index] where !met[dependent][need] {
          met[dependent][need] = true
          missing[dependent] -= 1
          floors[dependent] = max(floors[dependent], level + 1)
          if missing[dependent] == 0 { ready[floors[dependent], default: []].append(dependent) }
        }
      }
    }
    return waves
  }
}
