package import StateMachine

/// What a plan's file changes of the plan that is there: what a preview shows, and the update that it comes to.
package struct PlanComparison: Sendable {
  package struct Change: Sendable {
    package let id: PlanTaskID
    /// What changes of it, by the keys that the plan's dialect has.
    package let differences: [PlanDifference]

    package var keys: [String] { differences.map(\.key) }
  }

  package private(set) var added: [PlanTaskID] = []
  package private(set) var changed: [Change] = []
  /// Cancelled tasks that the file has as open again, and failed ones that it has otherwise than they failed.
  package private(set) var reopened: [PlanTaskID] = []
  package private(set) var cancelled: [PlanTaskID] = []
  /// What changes of the plan itself.
  package private(set) var differences: [PlanDifference] = []
  /// What follows from it for those who are at work.
  package internal(set) var consequences = PlanConsequences()
  /// What of the file is not taken in, and why.
  package private(set) var warnings: [String] = []
  package private(set) var update = PlanUpdate()

  package var isEmpty: Bool {
    added.isEmpty && changed.isEmpty && reopened.isEmpty && cancelled.isEmpty && differences.isEmpty
  }

  /// The plan's own keys that change.
  package var keys: [String] { differences.map(\.key) }

  package init(_ plan: Plan, with file: PlanFile) {
    let document = PlanDocument(plan)
    for task in file.tasks {
      guard let present = plan[task.id] else {
        add(task)
        continue
      }
      compare(
        present, with: task, said: file.words[task.id] ?? "",
        differing: document.differences(present.definition, task.definition))
    }
    let kept = Set(file.tasks.map(\.id))
    for task in plan.whole where !kept.contains(task.id) {
      switch task.status.word {
      case .completed, .cancelled: break
      case .pending, .claimed, .inReview, .failed, .blocked, .needsReplan, .expanding:
        cancel(task.id, because: "the imported file has it no more")
      }
    }
    compareKeys(of: plan.founding, document.differences(from: file), with: file)
  }

  /// What the plan says apart from its tasks; one that came from no file has no such keys.
  private mutating func compareKeys(of present: PlanFounding?, _ found: [PlanDifference], with file: PlanFile)
  {
    guard let before = present?.source, var source = file.founding.source, !found.isEmpty else { return }
    guard before.dialect == source.dialect else {
      warnings.append(
        "The plan keeps its dialect, \(before.dialect.rawValue); of the file, which is of \(source.dialect.rawValue), tasks alone are taken over."
      )
      return
    }
    for key in before.taskKeys where !source.taskKeys.contains(key) { source.taskKeys.append(key) }
    var revision = PlanRevision(request: file.founding.request, source: source)
    revision.architecture = file.founding.architecture
    revision.designPatterns = file.founding.designPatterns
    revision.technologyStack = file.founding.technologyStack
    revision.estimatedTotalTime = file.founding.estimatedTotalTime
    revision.dependencyGraph = file.founding.dependencyGraph
    differences = found
    update.revision = revision
  }

  private mutating func add(_ task: PlanTask) {
    switch task.status.word {
    case .cancelled: return
    case .completed: update.completed.append(.init(id: task.id))
    case .pending: break
    case .claimed, .inReview, .failed, .blocked, .needsReplan, .expanding:
      warnings.append(
        "Task \(task.id) is new here, so it is open, though the file has it \(task.status.word.rawValue).")
    }
    added.append(task.id)
    update.added.append(.init(definition: task.definition, hasID: true))
  }

  private mutating func compare(
    _ present: PlanTask, with task: PlanTask, said word: String, differing found: [PlanDifference]
  ) {
    let keys = found.map(\.key)
    let isCancelled = task.status.word == .cancelled
    switch present.status.word {
    case .completed:
      if !keys.isEmpty {
        warnings.append(
          "Task \(task.id) is completed, so what the file says of it otherwise is not taken in: \(spoken(keys.map { quoted($0) }))."
        )
      }
      if task.status.word != .completed {
        warnings.append("Task \(task.id) is completed and stays so, though the file has it \(quoted(word)).")
      }
      return
    case .cancelled:
      if isCancelled { return }
      reopened.append(task.id)
    case .pending, .claimed, .inReview, .failed, .blocked, .needsReplan, .expanding:
      if isCancelled {
        let reason = task.status.reason ?? ""
        return cancel(task.id, because: reason.isEmpty ? "cancelled in the imported file" : reason)
      }
      if task.status.word == .completed {
        warnings.append(
          "Task \(task.id) is \(present.status.word.rawValue) and stays so, though the file has it \(quoted(word)): report_task or update_plan_branch completes it."
        )
      }
    }
    let isStuck = [.failed, .needsReplan].contains(present.status.word) && task.status.word == .pending
    // What was planned anew is there to be tried anew; what stands as it failed is not.
    if isStuck, !keys.isEmpty {
      reopened.append(task.id)
    } else if isStuck {
      warnings.append(
        "Task \(task.id) is \(present.status.word.rawValue) and stays so, for the file has it as it was: changed_tasks of update_plan_branch opens it with status pending."
      )
    }
    let isReopened = present.status.word == .cancelled || isStuck && !keys.isEmpty
    guard !keys.isEmpty || isReopened else { return }
    if !keys.isEmpty { changed.append(Change(id: task.id, differences: found)) }
    var patch = TaskPatch(id: task.id)
    patch.reopen = isReopened
    if !keys.isEmpty { patch.replacement = task.definition }
    update.changed.append(patch)
  }

  private mutating func cancel(_ id: PlanTaskID, because reason: String) {
    cancelled.append(id)
    update.cancelled.append(id)
    update.reasons[id] = reason
  }
}
