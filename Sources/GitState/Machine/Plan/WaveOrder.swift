/// Kahn's order, in levels: a task comes one level after the last of what it needs, and not before its own wave.
struct WaveOrder {
  private let tasks: [TaskDefinition]
  /// The tasks of each explicit wave, lowest wave first: those of one need all of the one before.
  private let barriers: [[Int]]
  /// Where each task's explicit wave stands among the barriers.
  private var barrierOf: [Int: Int] = [:]
  /// How many tasks of each explicit wave have no level yet.
  private var open: [Int]
  /// Who waits for each task by its id.
  private var waitingForTask: [[Int]]
  /// Who waits for each capability that some task provides; a need is met by the first that meets it.
  private var waitingForCapability: [Capability: [Int]] = [:]
  /// How many needs of each task are not met yet.
  private var missing: [Int]
  /// The level that each task can't come before.
  private var floors: [Int]
  /// Tasks without a missing need, by level; a level is only ever added to ahead of where it is read.
  private var ready: [Int: [Int]] = [:]

  /// Waves beyond this are one wave: far more than any plan has, and far from where numbers end.
  private static let highest = 1_000_000

  init(
    _ tasks: [TaskDefinition], positions: [PlanTaskID: Int], providers: [Capability: [Int]], barriers: [[Int]]
  ) {
    self.tasks = tasks
    self.barriers = barriers
    open = barriers.map(\.count)
    waitingForTask = Array(repeating: [], count: tasks.count)
    missing = Array(repeating: 0, count: tasks.count)
    floors = tasks.map { min(max(1, $0.wave ?? 1), WaveOrder.highest) }
    for (barrier, members) in barriers.enumerated() {
      for index in members { barrierOf[index] = barrier }
    }
    for (index, task) in tasks.enumerated() {
      for position in task.dependsOn.lazy.compactMap({ positions[$0] }) {
        waitingForTask[position].append(index)
        missing[index] += 1
      }
      for capability in task.preconditions where providers[capability] != nil {
        waitingForCapability[capability, default: []].append(index)
        missing[index] += 1
      }
      if barrierOf[index, default: 0] > 0 { missing[index] += 1 }
    }
  }

  /// The level of each task, from 1; nil for one that waits for itself.
  mutating func levels() -> [Int?] {
    var levels: [Int?] = Array(repeating: nil, count: tasks.count)
    for index in tasks.indices where missing[index] == 0 { ready[floors[index], default: []].append(index) }
    while let level = ready.keys.min() {
      for index in ready.removeValue(forKey: level) ?? [] {
        levels[index] = level
        for waiting in waitingForTask[index] { meet(waiting, after: level) }
        for capability in tasks[index].provides {
          for waiting in waitingForCapability.removeValue(forKey: capability) ?? [] {
            meet(waiting, after: level)
          }
        }
        guard let barrier = barrierOf[index] else { continue }
        open[barrier] -= 1
        guard open[barrier] == 0, barrier + 1 < barriers.count else { continue }
        for waiting in barriers[barrier + 1] { meet(waiting, after: level) }
      }
    }
    return levels
  }

  /// One need of a task is met by what came at a level.
  private mutating func meet(_ index: Int, after level: Int) {
    missing[index] -= 1
    floors[index] = max(floors[index], level + 1)
    if missing[index] == 0 { ready[floors[index], default: []].append(index) }
  }
}
