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

  /// The tasks that may be taken now: those that are ready, and those whose holder's lease ran out.
  package func claimable(given facts: PlanFacts, at now: Timestamp) -> [PlanTask] {
    ready(given: facts)
      + tasks.filter { task in
        if case .claimed(let claim) = task.status { return claim.isExpired(at: now) }
        return false
      }
  }

  /// The next round: light work first and never together with heavy, as many as there is room for, none of which touches a
  /// file that another is changing: by what it declares, and by what its branch and worktree hold.
  package func batch(
    given facts: PlanFacts, at now: Timestamp, limit: Int? = nil, changing: Changing = Changing()
  ) -> Batch {
    let open = claimable(given: facts, at: now)
    let running = tasks.filter { task in
      if case .claimed(let claim) = task.status { return !claim.isExpired(at: now) }
      return false
    }
    var users = FileUsers()
    func take(_ task: PlanTask) {
      users.take(declared: task.definition.files, by: task.id.text)
      users.take(touched: changing.byTask[task.id] ?? [], by: task.id.text)
    }
    for task in running { take(task) }
    for other in changing.elsewhere { users.take(touched: other.files, by: other.branch) }
    let left = left(changing, given: facts)
    let weights = open.map { TaskWeight(of: $0.definition).kind }
    let isLight =
      weights.contains(where: \.isLight)
      && running.allSatisfy {
        TaskWeight(of: $0.definition).kind.isLight
      }
    let most = isLight ? TaskWeight.lightAtOnce : founding?.maxWorkers ?? 3
    let room = max(0, min(limit ?? .max, most - running.count))
    var taken: [PlanTask] = []
    var held: [(PlanTask, String, String)] = []
    for (task, kind) in zip(open, weights) where kind.isLight == isLight {
      let files = task.definition.files + (changing.byTask[task.id] ?? [])
      let user = users.user(of: files, but: task.id.text)
      // Two that were both left by their workers must not wait for each other.
      if let (file, by) = user ?? (task.status == .pending ? left.user(of: files, but: task.id.text) : nil) {
        held.append((task, file, by))
        continue
      }
      guard taken.count < room else { continue }
      taken.append(task)
      take(task)
    }
    return Batch(isLight: isLight, tasks: taken, held: held, room: room)
  }
}
