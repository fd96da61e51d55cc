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
    addRuns(overview, to: &object)
    if !overview.late.isEmpty {
      var late = Array(overview.late.prefix(6))
      if overview.late.count > late.count { late.append("+\(overview.late.count - late.count)") }
      object["late_work"] = .array(late.map { .string($0) })
    }
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

  /// Fewer of them where there are plans: it is one page for all.
  private static func addRuns(_ overview: ProjectOverview, to object: inout JSONObject) {
    let shown = overview.runs.prefix(max(1, 3 - min(overview.active.count, 2)))
    if !shown.isEmpty { object["runs"] = .array(shown.map { run($0.run) }) }
    if overview.runs.count > shown.count {
      object["more_runs"] = .integer(overview.runs.count - shown.count)
    }
    if overview.completedRuns > 0 { object["completed_runs"] = .integer(overview.completedRuns) }
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
    let modules = run.modules.filter { !$0.isRemoved && $0.merge == nil }.map(\.name.text)
    if !modules.isEmpty { object["unmerged"] = RunResult.texts(Array(modules.prefix(6))) }
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
    func ids(_ key: String, _ tasks: [PlanTask]) {
      guard !tasks.isEmpty else { return }
      var texts = tasks.prefix(6).map { $0.id.text }
      if tasks.count > 6 { texts.append("+\(tasks.count - 6)") }
      object[key] = .array(texts.map { .string($0) })
    }
    ids("ready", view.plan.ready(given: view.facts))
    let claimed = view.plan.tasks.filter { $0.status.claim != nil }
    if !claimed.isEmpty {
      object["claimed"] = .array(
        claimed.prefix(6).map { task in
          var line = "\(task.id) by worker \(task.status.claim?.worker.text ?? "")"
          if task.status.word != .claimed { line += ", \(task.status.word.rawValue)" }
          if task.isOverdue(at: view.now) { line += ", overdue" }
          if let worker = task.status.claim?.worker, dead.contains(worker) { line += ", worktree gone" }
          return .string(line)
        })
    }
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
