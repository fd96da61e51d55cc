extension Plan {
  /// A plan as a file has it: founded like any other where nothing of it was done, else taken over with what was.
  func decideImport(
    _ draft: PlanFounding, _ tasks: [PlanTask], learnings: [String], given facts: PlanFacts
  ) throws(Rejection) -> [PlanEvent] {
    try draft.source?.check()
    var founding = draft
    founding.tasks = tasks.map(\.definition)
    let events = try decide(.create(founding), given: facts, at: Timestamp(seconds: 0))
    for task in tasks {
      try PlanLimits.check(text: task.status.reason, field: "tasks[\"\(task.id)\"].status")
    }
    for text in learnings { try PlanLimits.check(text: text, field: "learnings") }
    let learned = learnings.map { PlanEvent.learningRecorded($0) }
    guard tasks.contains(where: { $0 != PlanTask($0.definition) }) else { return events + learned }
    guard case .planCreated(var taken)? = events.first else { return events + learned }
    taken.tasks = []
    return [.planAdopted(taken, tasks: tasks, version: 1)] + learned
  }
}
