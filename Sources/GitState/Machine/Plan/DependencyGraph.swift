/// What waits for what among the tasks of a plan: by id, by capability and by wave.
///
/// Everything here is iterative, and as long as the plan is: a chain of 10,000 tasks needs no stack, and 10,000 tasks that
/// need what 10,000 others provide need no hundred million edges.
package struct DependencyGraph: Sendable {
  private let tasks: [TaskDefinition]
  private let positions: [PlanTaskID: Int]
  private let providers: [Capability: [Int]]
  /// The explicit waves, lowest first, each with its tasks by position.
  private let barriers: [(wave: Int, tasks: [Int])]
  /// The wave of each task, in the order of the tasks, from 1; nil for a task that waits for itself.
  package let waves: [Int?]

  /// - Parameter external: capabilities that are there without any task of this plan.
  package init(_ tasks: [TaskDefinition], external: Set<Capability> = []) {
    self.tasks = tasks
    var positions: [PlanTaskID: Int] = [:]
    var providers: [Capability: [Int]] = [:]
    var byWave: [Int: [Int]] = [:]
    for (index, task) in tasks.enumerated() {
      positions[task.id] = index
      for capability in task.provides where !external.contains(capability) {
        providers[capability, default: []].append(index)
      }
      if let wave = task.wave { byWave[wave, default: []].append(index) }
    }
    self.positions = positions
    self.providers = providers
    barriers = byWave.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    var order = WaveOrder(tasks, positions: positions, providers: providers, barriers: barriers.map(\.tasks))
    waves = order.levels()
  }

  /// The tasks that provide a capability, by position.
  package func providers(of capability: Capability) -> [Int] { providers[capability] ?? [] }

  /// The waves as lists of ids, first to last.
  package var listed: [[PlanTaskID]] {
    var listed: [Int: [PlanTaskID]] = [:]
    for (index, wave) in waves.enumerated() {
      if let wave { listed[wave, default: []].append(tasks[index].id) }
    }
    return listed.keys.sorted().map { listed[$0] ?? [] }
  }

  /// A circle of tasks that wait for each other, first and last the same; nil where there is none.
  package var cycle: [PlanTaskID]? { circle?.ids }

  /// A circle of tasks that wait for each other, and by what each waits; nil where there is none.
  package var circle: WaitingCircle? {
    guard let start = waves.firstIndex(where: { $0 == nil }) else { return nil }
    var met: Set<Capability> = []
    for (index, task) in tasks.enumerated() where waves[index] != nil { met.formUnion(task.provides) }
    var blockedBefore: [Int: Int] = [:]
    var blocked: Int?
    for barrier in barriers {
      if let blocked { blockedBefore[barrier.wave] = blocked }
      blocked = barrier.tasks.first { waves[$0] == nil } ?? blocked
    }
    // Every task without a wave waits for another without one, so following them must come round.
    var path: [WaitingCircle.Step] = []
    var seen: [Int: Int] = [:]
    var current = start
    while seen[current] == nil {
      seen[current] = path.count
      let task = tasks[current]
      let step: (next: Int, by: WaitingCircle.Link)
      if let next = task.dependsOn.lazy.compactMap({ positions[$0] }).first(where: { waves[$0] == nil }) {
        step = (next, .dependency)
      } else if let need = task.preconditions.first(where: { !met.contains($0) && providers[$0] != nil }),
        let next = providers[need]?.first
      {
        step = (next, .capability(need))
      } else if let wave = task.wave, let next = blockedBefore[wave] {
        step = (next, .wave(wave, after: tasks[next].wave ?? wave))
      } else {
        return nil
      }
      path.append(.init(id: task.id, link: step.by))
      current = step.next
    }
    return WaitingCircle(steps: Array(path[(seen[current] ?? 0)...]))
  }
}
