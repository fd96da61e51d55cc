import GitState
import JSON
import StateMachine

/// An overview as data, kept to about 600 tokens: lists are cut, and say what is left out.
enum OverviewResult {
  static func json(_ overview: ProjectOverview) -> JSONValue {
    let shown = overview.active.prefix(4)
    var object: JSONObject = ["plans": .array(shown.map { plan($0, dead: overview.dead) })]
    if overview.active.count > shown.count {
      object["more_plans"] = .integer(overview.active.count - shown.count)
    }
    if overview.completed > 0 { object["completed_plans"] = .integer(overview.completed) }
    add("aborted_plans", overview.aborted, to: &object)
    if overview.archived > 0 { object["archived_plans"] = .integer(overview.archived) }
    addRuns(overview, to: &object)
    addWorkflows(overview, to: &object)
    add("late_work", overview.late, to: &object)
    addFlights(overview.flights, to: &object)
    add("remote_plans", overview.remote, to: &object)
    if let landing = overview.landing {
      object["base"] = [
        "branch": .string(landing.base), "ahead_of": .string(landing.target),
        "commits": .integer(landing.ahead),
        "land": .string(landing.command),
      ]
    }
    if overview.rescues > 0 { object["rescues"] = .integer(overview.rescues) }
    if let next = overview.next {
      object["next"] = [
        "tool": .string(next.tool),
        "arguments": .object(JSONObject(next.arguments.map { ($0.name, $0.value.json) })),
      ]
    }
    object["say"] = .string(overview.sentence)
    return .object(object)
  }

  /// What will conflict and what nobody said would be touched: a line each, the first four.
  private static func addFlights(_ flights: CollisionReport, to object: inout JSONObject) {
    for (key, lines) in [
      ("collisions", flights.collisionLines), ("undeclared", flights.undeclaredLines),
    ] where !lines.isEmpty {
      object[key] = RunResult.texts(Array(lines.prefix(4)))
      if lines.count > 4 { object["\(key)_total"] = .integer(lines.count) }
    }
    if let note = flights.notes.first { object["not_compared"] = .string(note) }
  }

  /// The first six of a list; beside it how many there are, where that is not all.
  private static func add(_ key: String, _ texts: [String], to object: inout JSONObject) {
    guard !texts.isEmpty else { return }
    object[key] = RunResult.texts(Array(texts.prefix(6)))
    if texts.count > 6 { object["\(key)_total"] = .integer(texts.count) }
  }

  /// Fewer of them where there are plans: it is one page for all.
  private static func addRuns(_ overview: ProjectOverview, to object: inout JSONObject) {
    let shown = overview.runs.prefix(max(1, 3 - min(overview.active.count, 2)))
    if !shown.isEmpty { object["runs"] = .array(shown.map { run($0.run) }) }
    if overview.runs.count > shown.count {
      object["more_runs"] = .integer(overview.runs.count - shown.count)
    }
    if overview.completedRuns > 0 { object["completed_runs"] = .integer(overview.completedRuns) }
  }

  /// Fewer of them where there is more on the page.
  private static func addWorkflows(_ overview: ProjectOverview, to object: inout JSONObject) {
    let others = overview.active.count + overview.runs.count
    let shown = overview.workflows.prefix(max(1, 3 - min(others, 2)))
    if !shown.isEmpty { object["workflows"] = .array(shown.map { workflow($0.workflow) }) }
    if overview.workflows.count > shown.count {
      object["more_workflows"] = .integer(overview.workflows.count - shown.count)
    }
    if overview.endedWorkflows > 0 { object["ended_workflows"] = .integer(overview.endedWorkflows) }
  }

  private static func workflow(_ workflow: Workflow) -> JSONValue {
    var object: JSONObject = [
      "workflow_id": .string(workflow.founding?.id.text ?? ""),
      "name": .string(String((workflow.founding?.definition.name ?? "").prefix(60))),
      "status": .string(workflow.status.rawValue),
      "progress": .string("\(workflow.completed.count)/\(workflow.phases.count)"),
    ]
    object["awaited"] = workflow.awaited.map { .string(String($0.prefix(120))) }
    return .object(object)
  }

  private static func run(_ run: Run) -> JSONValue {
    var object: JSONObject = [
      "task_id": .string(run.founding?.id.text ?? ""),
      "description": .string(String((run.founding?.description ?? "").prefix(80))),
      "progress": .string("\(run.complete.count)/\(run.phases.count)"),
    ]
    if let phase = run.current {
      object["phase"] = .string(String(phase.name.text.prefix(60)))
      if phase.word != .pending { object["status"] = .string(phase.word.rawValue) }
      if phase.attempts > 0 { object["attempts"] = .integer(phase.attempts) }
    }
    add("unmerged", run.modules.filter { !$0.isRemoved && $0.merge == nil }.map(\.name.text), to: &object)
    if let rollback = run.rollback { object["rolling_back_to"] = .string(rollback.fact.targetText) }
    return .object(object)
  }

  private static func plan(_ view: PlanView, dead: Set<WorkerID>) -> JSONValue {
    let progress = view.progress
    var object: JSONObject = [
      "branch": .string(view.branch), "request": .string(String(view.founding.request.prefix(80))),
      "version": .string("v\(view.plan.version)"),
      "progress": .string("\(progress.completed)/\(progress.total)"),
    ]
    if view.state != .active {
      object["state"] = .string(view.state.rawValue)
      object["workflow_state"] = .string(view.workflowState)
      if let wait = view.plan.consent.foremost { object["paused"] = ConsentResult.json(wait) }
      object["revise"] = view.plan.revisionGist.map { .string($0) }
    }
    let cancelled = view.plan.tasks.count { $0.status.word == .cancelled }
    if cancelled > 0 { object["cancelled"] = .integer(cancelled) }
    func ids(_ key: String, _ tasks: [PlanTask]) { add(key, tasks.map(\.id.text), to: &object) }
    ids("ready", view.ready)
    add(
      "claimed",
      view.plan.tasks.compactMap { task in
        guard let claim = task.status.claim else { return nil }
        var line = "\(task.id) by worker \(claim.worker)"
        if task.status.word != .claimed { line += ", \(task.status.word.rawValue)" }
        if task.isOverdue(at: view.now) { line += ", overdue" }
        if dead.contains(claim.worker) { line += ", worktree gone" }
        if task.status.word == .claimed, claim.isExpired(at: view.now) { line += ", expired" }
        return line
      }, to: &object)
    add("finished", view.finished.map(\.text), to: &object)
    ids("blocked", view.plan.tasks.filter { $0.status.word == .blocked })
    ids("failed", view.plan.tasks.filter { $0.status.word == .failed || $0.status.word == .needsReplan })
    ids(
      "unmerged",
      view.plan.tasks.filter {
        $0.status.word == .completed && view.plan.delivery(of: $0, given: view.facts) == .unmerged
      })
    ids("lost", view.plan.tasks.filter { view.plan.delivery(of: $0, given: view.facts) == .lost })
    return .object(object)
  }
}
