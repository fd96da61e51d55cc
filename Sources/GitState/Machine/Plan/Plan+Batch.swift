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

  /// The next round: light work first and never together with heavy, as many as there is room for, none of which touches a
  /// file that another is changing.
  ///
  /// What may be taken is what is ready, and what is held by one whose lease ran out.
  package func batch(given facts: PlanFacts, at now: Timestamp, limit: Int? = nil) -> Batch {
    let isOpen = handingOutRefusal() == nil
    var open = isOpen ? readyPlaces(on: ground(given: facts)) : []
    var running: [Int] = []
    for position in tasks.indices {
      guard case .claimed(let claim) = tasks[position].status else { continue }
      if !claim.isExpired(at: now) { running.append(position) } else if isOpen { open.append(position) }
    }
    var users: [String: PlanTaskID] = [:]
    for position in running {
      for file in tasks[position].definition.files { users[file] = tasks[position].id }
    }
    let isLight =
      open.contains { tasks[$0].weight.isLight } && running.allSatisfy { tasks[$0].weight.isLight }
    let most = isLight ? TaskWeight.lightAtOnce : founding?.maxWorkers ?? 3
    let room = max(0, min(limit ?? .max, most - running.count))
    var taken: [PlanTask] = []
    var held: [(PlanTask, String, PlanTaskID)] = []
    for position in open where tasks[position].weight.isLight == isLight {
      let task = tasks[position]
      if let file = task.definition.files.first(where: { users[$0] != nil && users[$0] != task.id }),
        let user = users[file]
      {
        held.append((task, file, user))
        continue
      }
      guard taken.count < room else { continue }
      taken.append(task)
      for file in task.definition.files { users[file] = task.id }
    }
    return Batch(isLight: isLight, tasks: taken, held: held, room: room)
  }
}
