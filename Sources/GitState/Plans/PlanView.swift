package import StateMachine

/// A plan as it stands, with what git says of it now.
package struct PlanView: Sendable {
  package let reading: LedgerReading<Plan>
  package let facts: PlanFacts
  /// The short name of the branch that it was read from.
  package let branch: String
  package let now: Timestamp
  /// Whether the plan went on since: then what git says now was not so then.
  package var isPast = false
  /// Delivered tasks with work since; looked for where a plan is read.
  package var late: [PlanTaskID] = []
  /// Open tasks whose work is reported complete and not merged; looked for where a plan is read.
  package var finished: [PlanTaskID] = []

  /// The archive that it was read from; nil for a plan that is not archived.
  package var archived: ArchivedPlan?

  package var plan: Plan { reading.machine }
  package var founding: PlanFounding { plan.founding ?? .none }
  package var session: SessionID { founding.session }
  package var base: String { founding.base }

  /// What may be handed out: ready, and not finished already.
  package var ready: [PlanTask] {
    guard plan.handingOutRefusal() == nil else { return [] }
    return plan.ready(given: facts).filter { !finished.contains($0.id) }
  }

  package var state: PlanState { archived == nil ? plan.state(given: facts) : .archived }
  package var workflowState: String { plan.workflowState(given: facts) }
  package var progress: Plan.Progress { plan.progress(given: facts) }

  /// What is worth a person's look: the plan's own warnings, and what the reading met.
  package var warnings: [String] {
    var warnings = isPast ? plan.structureWarnings(given: facts) : plan.warnings(given: facts)
    if !isPast {
      for unfinished in facts.unfinished {
        warnings.append("Task \(unfinished.task) is merged, and the next write to the plan completes it.")
      }
    }
    warnings += late.compactMap { plan[$0].flatMap(lateWarning) }
    warnings += finished.compactMap { plan[$0].flatMap(PlanView.finishedWarning) }
    if !reading.snapshot.foreign.isEmpty {
      warnings.append(
        "\(counted(reading.snapshot.foreign.count, "commit")) of others on \(branch) changed nothing: \(spoken(reading.snapshot.foreign.map { String($0.prefix(12)) }))."
      )
    }
    if let newer = reading.newer {
      warnings.append("Read up to commit \(newer.commit): a newer gitstate wrote \(newer.what) there.")
    }
    return warnings
  }

  mutating func take(_ look: BranchLook) {
    late = look.late
    finished = look.finished
  }

  func lateWarning(_ task: PlanTask) -> String? {
    task.branch.map {
      if plan.isReviewedAgain(task) {
        return
          "Task \(task.id) is completed, and \($0.name) has work since its review: review_task takes it, and then merge_task_branch delivers it."
      }
      return
        "Task \(task.id) is completed, and \($0.name) has work since its merge: merge_task_branch delivers it."
    }
  }

  /// The call that goes on with work which came after a task was completed: where that is reviewed, the one that says of what.
  package func lateCall(_ task: PlanTask) -> Rejection.Next? {
    plan.isReviewedAgain(task)
      ? plan.reviewCall(task)
      : task.branch.map { .init("merge_task_branch", [.init("task_branch", .text($0.name))]) }
  }

  static func finishedWarning(_ task: PlanTask) -> String? {
    task.branch.map {
      let words =
        task.status.claim.map { "Worker \($0.worker) reports that task \(task.id) is complete" }
        ?? "Task \(task.id) is open, and its last worker reported that it is complete"
      return "\(words): merge_task_branch delivers \($0.name)."
    }
  }
}

extension PlanFounding {
  /// Stands where a plan has no founding event: never, for a plan that was read.
  static var none: PlanFounding {
    guard let id = try? SessionID("none") else { preconditionFailure("BUG: \"none\" is a session id") }
    return PlanFounding(session: id, request: "", base: "flow")
  }
}
