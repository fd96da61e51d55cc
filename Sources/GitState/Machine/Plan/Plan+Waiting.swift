extension Plan {
  /// What each pending task still waits for, asked for all of them at once: what is done is looked up once.
  package func waits(given facts: PlanFacts) -> [PlanTaskID: [Unmet]] {
    let done = Set(tasks.filter { isDone($0, given: facts) }.map(\.id))
    let available = Set(available(given: facts))
    var waits: [PlanTaskID: [Unmet]] = [:]
    for task in tasks where task.status == .pending {
      waits[task.id] = unmet(task, done: done, available: available)
    }
    return waits
  }
}
