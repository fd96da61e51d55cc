extension Plan {
  /// The tasks that may be handed out together now.
  package struct Batch: Sendable {
    package let isLight: Bool
    package let tasks: [PlanTask]
    /// Ready ones that would touch what another is changing, with that file and the other: a task's id, or a branch.
    package let held: [(task: PlanTask, file: String, by: String)]
    /// How many could run beside those that run now.
    package let room: Int
    /// Those that run and must end before anything of the other weight is handed out; empty where none is in the way.
    package let ahead: [PlanTaskID]

    /// Why a task that is ready is in no round yet, where it is for its weight.
    package enum Wait: Hashable, Sendable {
      case forLightWork
      case forRunning([PlanTaskID])
    }
  }

  /// The next round: light work first and never beside heavy, as many as there is room for, none of which touches a
  /// file that another is changing: by what it declares, and by what its branch and worktree hold.
  ///
  /// What may be taken is what is ready, and what is held by one whose lease ran out.
  /// - Parameter done: what nobody is to be given all the same, and what so keeps nothing else waiting.
  package func batch(
    given facts: PlanFacts, at now: Timestamp, limit: Int? = nil, changing: Changing = Changing(),
    without done: Set<PlanTaskID> = []
  ) -> Batch {
    let isOpen = handingOutRefusal() == nil
    var open = isOpen ? readyPlaces(on: ground(given: facts)) : []
    var running: [Int] = []
    var lapsed: [Int] = []
    for position in tasks.indices {
      guard case .claimed(let claim) = tasks.held(at: position).task.status else { continue }
      if !claim.isExpired(at: now) { running.append(position) } else if isOpen { lapsed.append(position) }
    }
    if !lapsed.isEmpty {
      open = (open + lapsed).sorted { (tasks[$0].priority.rank, $0) < (tasks[$1].priority.rank, $1) }
    }
    if !closing.isEmpty { open = open.filter { isOfBatch(tasks[$0]) } }
    if !done.isEmpty { open = open.filter { !done.contains(tasks[$0].id) } }
    var round = Round(plan: self, changing: changing, left: left(changing, given: facts))
    for position in running { round.begin(at: position) }
    for other in changing.elsewhere { round.users.take(touched: other.files, by: other.branch) }
    let runsHeavy = round.kinds.keys.contains { !$0.isLight }
    let runsLight = !running.isEmpty && !runsHeavy
    // What is light waits for heavy work to end, and then comes first: so no more heavy work is begun before it.
    let (isAnyLight, waitsLight) = round.light(of: open)
    let isLight = runsLight || (!runsHeavy && waitsLight)
    let most = isLight ? TaskWeight.lightAtOnce : founding?.maxWorkers ?? 3
    let room = runsHeavy && waitsLight ? 0 : max(0, min(limit ?? .max, most - running.count))
    round.fill(from: open, light: isLight, room: room)
    // All of it would touch what others are changing: then it keeps nobody, and is told all the same.
    if isAnyLight, !isLight, !waitsLight { round.fill(from: open, light: true, room: 0) }
    let isInTheWay =
      runsHeavy ? waitsLight : runsLight && open.contains { !weight(at: $0).isLight }
    return Batch(
      isLight: isLight, tasks: round.taken.map { tasks[$0] },
      held: round.held.map { (tasks[$0.position], $0.file, $0.by) }, room: room,
      ahead: isInTheWay ? running.map { tasks[$0].id } : [])
  }

  /// Why a task that is ready is not in a round; nil where it is for want of a worker.
  package func wait(of task: PlanTask, for batch: Batch) -> Batch.Wait? {
    let isLight = weight(of: task).isLight
    // Heavy work that runs lets no more of its kind begin where light work waits.
    if !isLight, !batch.isLight, !batch.ahead.isEmpty { return .forLightWork }
    guard isLight != batch.isLight else { return nil }
    return batch.ahead.isEmpty ? .forLightWork : .forRunning(batch.ahead)
  }

  /// A round as it is put together, over what runs already.
  private struct Round {
    let plan: Plan
    let changing: Changing
    let left: FileUsers
    var users = FileUsers()
    var kinds: [TaskWeight.Kind: Int] = [:]
    var taken: [Int] = []
    var held: [(position: Int, file: String, by: String)] = []

    mutating func begin(at position: Int) {
      let task = plan.tasks[position]
      kinds[plan.weight(at: position), default: 0] += 1
      users.take(declared: task.definition.files, by: task.id.text)
      users.take(touched: changing.byTask[task.id] ?? [], by: task.id.text)
    }

    /// Whether some task is light, and whether one of those is held back by no file.
    func light(of open: [Int]) -> (isAny: Bool, isFree: Bool) {
      var isAny = false
      for position in open where plan.weight(at: position).isLight {
        isAny = true
        if user(at: position) == nil { return (true, true) }
      }
      return (isAny, false)
    }

    mutating func fill(from open: [Int], light isLight: Bool, room: Int) {
      // Once there is no room, nobody reads of more than the first few that are held back.
      var late = 0
      for position in open {
        let kind = plan.weight(at: position)
        guard kind.isLight == isLight else { continue }
        if taken.count >= room { late += 1 }
        if late > 200 { break }
        if let (file, by) = user(at: position) {
          held.append((position, file, by))
          continue
        }
        // Of one kind no more than its table says, however many workers there are; the plan's word stands for the rest.
        guard taken.count < room, kind == .other || kinds[kind, default: 0] < kind.mostAtOnce else {
          continue
        }
        taken.append(position)
        begin(at: position)
      }
    }

    /// Who is changing a file of a task, and which.
    private func user(at position: Int) -> (file: String, by: String)? {
      let task = plan.tasks[position]
      let files = task.definition.files + (changing.byTask[task.id] ?? [])
      // Two that were both left by their workers must not wait for each other.
      return users.user(of: files, but: task.id.text)
        ?? (task.status == .pending ? left.user(of: files, but: task.id.text) : nil)
    }
  }
}
