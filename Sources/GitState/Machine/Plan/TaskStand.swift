/// Who brought a task to where it stands, and when, where its state does not say so itself.
package struct TaskStand: Hashable, Sendable {
  /// A worker by its folder, `worker-2`, or whoever wrote to the ledger.
  package let by: String
  package let at: Timestamp

  package init(by: String, at: Timestamp) {
    self.by = by
    self.at = at
  }
}

/// The stands of a plan's tasks, gathered from its ledger with the newest commit first.
package struct TaskStands: Sendable {
  package private(set) var known: [PlanTaskID: TaskStand] = [:]
  /// Tasks that are still looked for, and what is looked for.
  private var wanted: [PlanTaskID: TaskStatus.Word] = [:]

  /// - Parameter plan: as it stands now.
  package init(_ plan: Plan) {
    for task in plan.tasks {
      switch task.status {
      case .inReview, .blocked, .failed, .needsReplan, .cancelled: wanted[task.id] = task.status.word
      case .pending, .claimed, .completed, .expanding: break
      }
    }
  }

  /// Whether nothing is left to look for.
  package var isComplete: Bool { wanted.isEmpty }

  /// Takes what one commit says.
  package mutating func take(_ events: [Recorded<PlanEvent>]) {
    for recorded in events.reversed() {
      guard let (task, word) = recorded.event.standstill, wanted[task] == word else { continue }
      wanted[task] = nil
      let worker = events.lazy.compactMap { $0.event.reporter(of: task) }.first
      known[task] = TaskStand(by: worker?.folder ?? recorded.by, at: recorded.at)
    }
  }
}

extension PlanEvent {
  /// The task that it brings to a standstill, and how that stands then.
  fileprivate var standstill: (task: PlanTaskID, word: TaskStatus.Word)? {
    switch self {
    case .reviewRequested(let id, _): (id, .inReview)
    case .taskBlocked(let id, _): (id, .blocked)
    case .taskFailed(let id, _): (id, .failed)
    case .replanNeeded(let id, _): (id, .needsReplan)
    case .taskCancelled(let id, _): (id, .cancelled)
    default: nil
    }
  }

  /// The worker that reports of a task.
  fileprivate func reporter(of task: PlanTaskID) -> WorkerID? {
    if case .taskReported(task, let worker, _) = self { worker } else { nil }
  }
}
