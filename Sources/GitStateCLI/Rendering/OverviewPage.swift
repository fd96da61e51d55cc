import StateMachine

/// Everything that is going on in a repository, for somebody who has just sat down.
struct OverviewPage {
  /// One plan that is not completed.
  struct Active {
    let branch: String
    let plan: Plan
    let facts: PlanFacts
    /// Tasks whose work is reported complete and not merged.
    var finished: Set<PlanTaskID> = []
  }

  let active: [Active]
  let completed: Int
  /// The runs that go on.
  var runs: [Run] = []
  var completedRuns = 0
  /// The workflows that go on.
  var workflows: [Workflow] = []
  var endedWorkflows = 0
  /// The line about what is merged and not landed; nil where everything is.
  var landing: String?
  var rescues = 0
  /// Workers that hold a task and whose worktree is gone.
  var dead: Set<WorkerID> = []
  /// Plans that only a remote has, where none is active here.
  var remote: [String] = []
  /// Which branches will conflict, a line for each pair.
  var collisions: [String] = []
  /// Plans that were moved out of the way.
  var archived = 0
  /// What to do now, in a sentence.
  let sentence: String
  /// The command that does it; nil where only waiting helps.
  var command: String?
  let now: Timestamp

  func render(_ style: Style) -> String {
    var lines: [String] = []
    if let head { lines.append(style.paint(head, .bold)) }
    for item in active.prefix(8) { lines += plan(item, style) }
    if active.count > 8 { lines += ["", "and \(active.count - 8) more: gitstate parse-plan lists them"] }
    for run in runs.prefix(8) { lines += self.run(run, style) }
    if runs.count > 8 { lines += ["", "and \(runs.count - 8) more: gitstate run lists them"] }
    for workflow in workflows.prefix(8) { lines += self.workflow(workflow, style) }
    if workflows.count > 8 {
      lines += ["", "and \(workflows.count - 8) more: gitstate workflow lists them"]
    }
    var foot: [String] = collisions.prefix(6).map {
      style.cut("will conflict: \(plain($0))", to: style.width)
    }
    if let landing { foot.append(landing) }
    if rescues > 0 { foot.append("\(counted(rescues, "rescue")) kept: gitstate rescue list") }
    if !foot.isEmpty { lines += lines.isEmpty ? foot : [""] + foot }
    if !lines.isEmpty { lines.append("") }
    lines += style.wrap(plain(sentence), to: style.width)
    if let command { lines.append("  " + style.paint(plain(command), .cyan)) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `1 plan and 2 runs are active, 3 completed`; nil where there never was any.
  private var head: String? {
    let done = completed + completedRuns
    var ended = done > 0 ? ", \(done) completed" : ""
    if endedWorkflows > 0 { ended += ", \(counted(endedWorkflows, "workflow")) ended" }
    if archived > 0 { ended += ", \(archived) archived" }
    var kinds: [String] = []
    if !active.isEmpty { kinds.append(counted(active.count, "plan")) }
    if !runs.isEmpty { kinds.append(counted(runs.count, "run")) }
    if !workflows.isEmpty { kinds.append(counted(workflows.count, "workflow")) }
    if !kinds.isEmpty {
      return
        "\(spoken(kinds)) \(active.count + runs.count + workflows.count == 1 ? "is" : "are") active\(ended)"
    }
    if ended.isEmpty { return nil }
    return completedRuns + endedWorkflows > 0 ? "Nothing is active\(ended)" : "No plan is active\(ended)"
  }

  private func run(_ run: Run, _ style: Style) -> [String] {
    let description = plainLines(run.founding?.description ?? "").first ?? ""
    let numbers = "\(run.complete.count) of \(counted(run.phases.count, "phase"))"
    let bar = style.bar(run.complete.count, of: run.phases.count, width: 16)
    var lines = [
      "", style.paint(style.cut(description, to: style.width), .bold),
      "\(bar) \(numbers)\(style.dot)\(style.paint("run/\(plain(run.founding?.id.text ?? ""))", .dim))",
    ]
    if let current = run.current {
      lines += PhaseRows(run: run, now: now, isDetailed: false).render(style) { $0.name == current.name }
    }
    return lines
  }

  private func workflow(_ workflow: Workflow, _ style: Style) -> [String] {
    let request = plainLines(workflow.founding?.request ?? "").first ?? ""
    let total = workflow.phases.count
    let bar = style.bar(workflow.completed.count, of: total, width: 16)
    let numbers = "\(workflow.completed.count) of \(counted(total, "phase"))"
    let id = plain(workflow.founding?.id.text ?? "")
    let lines = [
      "", style.paint(style.cut(request, to: style.width), .bold),
      "\(bar) \(numbers)\(style.dot)\(style.paint("workflow/\(id)", .dim))",
    ]
    return lines
      + WorkflowRows(workflow: workflow, now: now).render(style) { $0 == workflow.presentPhase }
  }

  private func plan(_ item: Active, _ style: Style) -> [String] {
    let plan = item.plan
    let facts = item.facts
    let progress = plan.progress(given: facts)
    let request = plainLines(plan.founding?.request ?? "").first ?? ""
    let numbers = "\(progress.completed) of \(progress.total)"
    var lines = [
      "",
      style.paint(style.cut(request, to: style.width), .bold),
      "\(style.bar(progress.completed, of: progress.total, width: 16)) \(numbers)\(style.dot)\(style.paint(plain(item.branch), .dim))",
    ]
    let known = Standing.Known(
      ready: plan.startable(given: facts), finished: item.finished, dead: dead)
    let standings = plan.tasks.map { Standing($0, in: plan, given: facts, known, at: now) }
    var kept: Set<PlanTaskID> = []
    for (task, standing) in zip(plan.tasks, standings) {
      switch standing {
      case .delivered, .waiting, .cancelled, .expanding: break
      case .unmerged, .lost, .claimed, .finished, .inReview, .ready, .blocked, .failed, .needsReplan:
        kept.insert(task.id)
      }
    }
    let shown = Set(plan.tasks.map(\.id).filter(kept.contains).prefix(8))
    let rows = TaskRows(
      plan: plan, standings: standings, base: plan.founding?.base ?? "the base", now: now,
      isShown: { shown.contains($0.id) })
    lines += rows.render(Array(plan.tasks.indices), style)
    if kept.count > shown.count { lines.append("    and \(kept.count - shown.count) more") }
    return lines
  }
}
