extension Plan {
  /// The tasks that may be handed out together now.
  package struct Batch: Sendable {
    package let isLight: Bool
    package let tasks: [PlanTask]
    /// Ready ones that would touch what another is changing, with that file and the other: a task's id, or a branch.
    package let held: [(task: PlanTask, file: String, by: String)]
    /// How many could run beside those that run now.
    package let room: Int
  }

  /// The next round: light work first and never together with heavy, as many as there is room for, none of which touches a
  /// file that another is changing: by what it declares, and by what its branch and worktree hold.
  ///
  /// What may be taken is what is ready, and what is held by one whose lease ran out.
  package func batch(
    given facts: PlanFacts, at now: Timestamp, limit: Int? = nil, changing: Changing = Changing()
  ) -> Batch {
    let isOpen = handingOutRefusal() == nil
    var open = isOpen ? readyPlaces(on: ground(given: facts)) : []
    var running: [Int] = []
    for position in tasks.indices {
      guard case .claimed(let claim) = tasks.held(at: position).task.status else { continue }
      if !claim.isExpired(at: now) { running.append(position) } else if isOpen { open.append(position) }
    }
    var users = FileUsers()
    func take(_ task: PlanTask) {
      users.take(declared: task.definition.files, by: task.id.text)
      users.take(touched: changing.byTask[task.id] ?? [], by: task.id.text)
    }
    for position in running { take(tasks[position]) }
    for other in changing.elsewhere { users.take(touched: other.files, by: other.branch) }
    let left = left(changing, given: facts)
    var kinds: [TaskWeight.Kind: Int] = [:]
    for position in running { kinds[weight(at: position), default: 0] += 1 }
    let isLight = kinds.keys.allSatisfy(\.isLight) && open.contains { weight(at: $0).isLight }
    let most = isLight ? TaskWeight.lightAtOnce : founding?.maxWorkers ?? 3
    let room = max(0, min(limit ?? .max, most - running.count))
    var taken: [PlanTask] = []
    var held: [(PlanTask, String, String)] = []
    // Once there is no room, nobody reads of more than the first few that are held back.
    var late = 0
    for position in open {
      let kind = weight(at: position)
      guard kind.isLight == isLight else { continue }
      if taken.count >= room { late += 1 }
      if late > 200 { break }
      let task = tasks[position]
      let files = task.definition.files + (changing.byTask[task.id] ?? [])
      let user = users.user(of: files, but: task.id.text)
      // Two that were both left by their workers must not wait for each other.
      if let (file, by) = user ?? (task.status == .pending ? left.user(of: files, but: task.id.text) : nil) {
        held.append((task, file, by))
        continue
      }
      // Of one kind no more than its table says, however many workers there are; the plan's word stands for the rest.
      guard taken.count < room, kind == .other || kinds[kind, default: 0] < kind.mostAtOnce else { continue }
      kinds[kind, default: 0] += 1
      taken.append(task)
      take(task)
    }
    return Batch(isLight: isLight, tasks: taken, held: held, room: room)
  }
}
