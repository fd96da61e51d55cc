import StateMachine

extension Standing {
  /// A column of the board: what tasks have in common for whoever asks what is to be done.
  enum Group: String, CaseIterable, Sendable {
    case waiting, ready
    case atWork = "at_work"
    case inReview = "in_review"
    case stuck
    case toMerge = "to_merge"
    case done, cancelled

    /// `At work`.
    var name: String {
      switch self {
      case .waiting: "Waiting"
      case .ready: "Ready"
      case .atWork: "At work"
      case .inReview: "In review"
      case .stuck: "Stuck"
      case .toMerge: "To be merged"
      case .done: "Done"
      case .cancelled: "Cancelled"
      }
    }
  }

  var group: Group {
    switch self {
    // What was split waits for its parts: nobody holds it.
    case .waiting, .expanding: .waiting
    case .ready: .ready
    case .claimed: .atWork
    case .inReview: .inReview
    case .blocked, .failed, .needsReplan, .lost: .stuck
    case .unmerged, .finished: .toMerge
    case .delivered: .done
    case .cancelled: .cancelled
    }
  }

  /// Where it stands, in two or three words: `merged`, `worker 2`, `waits`.
  var word: String {
    switch self {
    case .delivered(_, let isMerge): isMerge ? "merged" : "done"
    case .unmerged: "not merged"
    case .lost: "lost"
    case .claimed(let claim, let overdue, _): "worker \(claim.worker)" + (overdue ? ", overdue" : "")
    case .finished: "finished"
    case .inReview: "in review"
    case .ready: "ready"
    case .waiting: "waits"
    case .blocked: "blocked"
    case .failed: "failed"
    case .needsReplan: "needs a new plan"
    case .expanding: "split up"
    case .cancelled: "cancelled"
    }
  }

  /// The standings of all tasks of a plan, in its order.
  static func all(
    of plan: Plan, given facts: PlanFacts, finished: Set<PlanTaskID>, at now: Timestamp
  ) -> [Standing] {
    let known = Known(
      ready: plan.startable(given: facts), finished: finished, waits: plan.waits(given: facts))
    return plan.tasks.map { Standing($0, in: plan, given: facts, known, at: now) }
  }
}
