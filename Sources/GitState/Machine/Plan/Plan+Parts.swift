extension Plan {
  /// What follows from a command for the task that it names, and what that means for tasks that are split;
  /// ``decide(_:given:at:)`` adds what it means for the whole plan.
  func judged(
    _ command: PlanCommand, given facts: PlanFacts, at now: Timestamp
  ) throws(Rejection) -> [PlanEvent] {
    let events = try decideAlone(command, given: facts, at: now)
    return events + consequences(of: events)
  }

  /// What becomes of tasks whose parts went on, and of the parts of tasks that did.
  private func consequences(of events: [PlanEvent]) -> [PlanEvent] {
    var touched: [PlanTaskID] = []
    for event in events {
      guard let id = event.settles, let task = self[id] else { continue }
      if case .taskExpanded = event { touched.append(id) }
      if !task.subTasks.isEmpty { touched.append(id) }
      touched += task.parents.filter { parent in
        // Taking a part up means something only to a task that had failed.
        if case .taskClaimed = event { return self[parent]?.status.word == .failed }
        return true
      }
    }
    guard !touched.isEmpty else { return [] }
    var after = self
    for event in events { after.apply(Recorded(event, at: Timestamp(seconds: 0), by: "", seq: 0)) }
    var seen: Set<PlanTaskID> = []
    let parents = touched.filter { seen.insert($0).inserted }.compactMap { after[$0] }
    return parents.flatMap { after.abandonedParts(of: $0) } + parents.flatMap { after.folded($0) }
  }

  /// The parts that nobody waits for any more: their task went on without them.
  private func abandonedParts(of task: PlanTask) -> [PlanEvent] {
    guard ![.expanding, .failed].contains(task.status.word) else { return [] }
    return task.subTasks.compactMap { self[$0] }.filter { part in
      part.isOpen && part.id != task.id
        && !part.parents.contains { $0 != task.id && self[$0]?.status.word == .expanding }
    }.map { .taskCancelled($0.id, reason: "task \(task.id) is \(task.status.word.rawValue)") }
  }

  /// What the parts of a task come to.
  private func folded(_ task: PlanTask) -> [PlanEvent] {
    let parts = task.subTasks.compactMap { self[$0] }.filter {
      $0.status.word != .cancelled && $0.id != task.id
    }
    if task.status.word == .failed {
      return parts.contains(where: \.isOpen) ? [.expansionResumed(task.id)] : []
    }
    guard task.status.word == .expanding else { return [] }
    if parts.isEmpty { return [.taskReopened(task.id)] }
    if parts.contains(where: \.isOpen) { return [] }
    let failed = parts.filter { $0.status.word != .completed }
    guard failed.isEmpty else {
      let reasons = failed.map { "\($0.id): \($0.status.reason ?? $0.status.word.rawValue)" }
      var error = TaskError(
        Review.cut(
          "\(failed.count) of \(counted(parts.count, "part")) failed. \(spoken(reasons, limit: 20))",
          to: 4_000))
      error.type = "parts"
      return [.taskFailed(task.id, error)]
    }
    let isChecked = needsReview(task) || !comparable(task.definition.verificationScript ?? "").isEmpty
    return isChecked && task.review?.override?.stands != true
      ? [.reviewRequested(task.id, tip: nil)] : [.taskCompleted(task.id, tip: nil, merge: nil)]
  }
}

extension PlanTask {
  /// Whether somebody has to go on with it.
  var isOpen: Bool {
    switch status.word {
    case .pending, .claimed, .inReview, .blocked, .expanding: true
    case .completed, .failed, .needsReplan, .cancelled: false
    }
  }
}

extension PlanEvent {
  /// The task whose standing it changes in a way that means something to the whole that it is a part of.
  fileprivate var settles: PlanTaskID? {
    switch self {
    case .taskClaimed(let id, _, _, _), .taskFailed(let id, _), .replanNeeded(let id, _),
      .taskCompleted(let id, _, _), .taskReopened(let id), .taskCancelled(let id, _),
      .taskExpanded(let id, _):
      id
    default: nil
    }
  }
}
