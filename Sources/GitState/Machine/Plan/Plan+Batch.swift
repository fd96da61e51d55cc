extension Plan {
  /// The tasks that may be handed out together now.
  package struct Batch: Sendable {
    package let isLight: Bool
    package let tasks: [PlanTask]
    /// Ready ones that would touch what another is changing, with that file and the other's id.
    package let held: [(task: PlanTask, file: String, by: PlanTaskID)]
    /// How many could run beside those that run now.
    package let room: Int
  }

  /// The tasks that may be taken now: those that are ready, and those whose holder's lease ran out.
  package func claimable(given facts: PlanFacts, at now: Timestamp) -> [PlanTask] {
    ready(given: facts)
      + tasks.filter { task in
        if case .claimed(let claim) = task.status { return claim.isExpired(at: now) }
        return false
      }
  }

  /// The next round: light work first and never together with heavy, as many as there is room for, none of which touches a
  /// file that another is changing.
  package func batch(given facts: PlanFacts, at now: Timestamp, limit: Int? = nil) -> Batch {
    let open = claimable(given: facts, at: now)
    let running = tasks.filter { task in
      if case .claimed(let claim) = task.status { return !claim.isExpired(at: now) }
      return false
    }
    var users: [String: PlanTaskID] = [:]
    for task in running { for file in task.definition.files { users[file] = task.id } }
    let weights = open.map { weight(of: $0) }
    var kinds: [TaskWeight.Kind: Int] = [:]
    for task in running { kinds[weight(of: task), default: 0] += 1 }
    let isLight =
      weights.contains(where: \.isLight)
      && running.allSatisfy {
        weight(of: $0).isLight
      }
    let most = isLight ? TaskWeight.lightAtOnce : founding?.maxWorkers ?? 3
    let room = max(0, min(limit ?? .max, most - running.count))
    var taken: [PlanTask] = []
    var held: [(PlanTask, String, PlanTaskID)] = []
    for (task, kind) in zip(open, weights) where kind.isLight == isLight {
      if let file = task.definition.files.first(where: { users[$0] != nil && users[$0] != task.id }),
        let user = users[file]
      {
        held.append((task, file, user))
        continue
      }
      // Of one kind no more than its table says, however many workers there are; the plan's word stands for the rest.
      guard taken.count < room, kind == .other || kinds[kind, default: 0] < kind.mostAtOnce else { continue }
      kinds[kind, default: 0] += 1
      taken.append(task)
      for file in task.definition.files { users[file] = task.id }
    }
    return Batch(isLight: isLight, tasks: taken, held: held, room: room)
  }
}
