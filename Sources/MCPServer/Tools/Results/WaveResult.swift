import GitState
import JSON
import StateMachine

/// Waves that were started or finished, as tools answer them.
enum WaveResult {
  static func json(_ wave: StartedWave) -> JSONObject {
    let view = wave.view
    var object: JSONObject = [
      "success": true, "changed": .bool(wave.isRepeated || wave.assignments.contains(where: \.changed)),
      "plan_branch": .string(view.branch), "state": .string(view.state.rawValue),
      "seq": .integer(view.reading.seq), "workers": [],
    ]
    if !wave.failures.isEmpty { object["failed"] = .array(wave.failures.map(json)) }
    if !wave.idle.isEmpty { object["idle"] = .array(wave.idle.map { idle($0, wave) }) }
    let given = Set(wave.assignments.map(\.brief.worker))
    let others = view.plan.tasks.filter { task in
      task.status.word == .claimed && task.status.claim.map { !given.contains($0.worker) } ?? false
    }
    if !others.isEmpty { object["running"] = ExecutionResult.running(others, at: view.now) }
    if !wave.batch.held.isEmpty { object["held"] = ExecutionResult.held(wave.batch) }
    let progress = view.progress
    object["remaining"] = .integer(progress.total - progress.completed)
    FlightResult.add(wave.flights, of: view.branch, to: &object)
    if wave.assignments.isEmpty, wave.failures.isEmpty {
      // Whoever got nothing is told what would change that.
      object["reviews"] = ExecutionResult.reviews(of: view.plan)
      ConsentResult.add(view, to: &object)
      object["next"] = WaveStep.next(on: view, toMerge: WaveStep.unmerged(of: view)).map(WaveStep.json)
    }
    // What is cut is not lost: those workers hold their tasks, and asking for them by name answers the same.
    var size = JSONValue.object(object).serializedBytes().count
    var rows: [JSONValue] = []
    for assignment in wave.assignments {
      let row = json(assignment)
      size += row.serializedBytes().count
      if size > PlanResult.budget, !rows.isEmpty { break }
      rows.append(row)
    }
    object["workers"] = .array(rows)
    let cut = wave.assignments.dropFirst(rows.count).map(\.brief.worker.text)
    if !cut.isEmpty {
      object["truncated"] = true
      object["next"] = [
        "tool": "start_wave",
        "arguments": ["plan_branch": .string(view.branch), "workers": .array(cut.map { .string($0) })],
      ]
    }
    return object
  }

  private static func idle(_ worker: WorkerID, _ wave: StartedWave) -> JSONValue {
    ["worker_id": .string(worker.text), "why": .string(whyIdle(worker, wave))]
  }

  private static func whyIdle(_ worker: WorkerID, _ wave: StartedWave) -> String {
    let plan = wave.view.plan
    if let held = plan.tasks.first(where: { $0.status.claim?.worker == worker && $0.status.word != .claimed })
    {
      return "holds task \(held.id), which is \(held.status.word.rawValue)"
    }
    func out(_ ids: [PlanTaskID]) -> String {
      "\(spoken(ids.map(\.text), limit: 5)) \(ids.count == 1 ? "is" : "are") still out"
    }
    if !plan.closing.isEmpty { return "the batch ends first: \(out(plan.closing))" }
    if !wave.batch.ahead.isEmpty {
      return "light and heavy work are not done beside each other: \(out(wave.batch.ahead))"
    }
    if !wave.batch.held.isEmpty {
      return "what is ready would touch files that others are changing: see held"
    }
    if wave.isOver { return "this very call was carried out before, and hands out nothing new" }
    let ready = wave.view.ready.filter { !wave.view.finished.contains($0.id) }
    if ready.isEmpty { return "nothing is ready for it" }
    let failed = Set(wave.failures.map(\.task))
    return ready.allSatisfy { failed.contains($0.id) }
      ? "what is ready could not be handed out: see failed" : "as many are at work as may be at once"
  }

  private static func json(_ assignment: StartedWave.Assignment) -> JSONValue {
    let brief = assignment.brief
    let tree = assignment.tree
    var object: JSONObject = [
      "worker_id": .string(brief.worker.text), "task_id": .string(brief.task.id.text),
      "changed": .bool(assignment.changed), "branch": .string(brief.branch),
      "worktree_path": .string(tree.worktree.relativePath), "path": .string(brief.path),
    ]
    if let claim = brief.task.status.claim {
      object["claim"] = .integer(claim.seq)
      object["lease_until"] = claim.until.map { .string($0.description) } ?? .null
    }
    if let rescued = tree.rescued {
      object["rescued"] = RescueResult.json(rescued, of: .worker(brief.worker))
    }
    object["former"] = WorktreeResult.former(tree.former, to: brief.worker)
    if !tree.ignored.isEmpty { object["ignored_removed"] = RescueResult.ignored(tree.ignored) }
    if !tree.notes.isEmpty { object["warnings"] = .array(tree.notes.map { .string($0) }) }
    object["brief"] = .string(BriefText(brief).text)
    return .object(object)
  }

  private static func json(_ failure: StartedWave.Failure) -> JSONValue {
    var object: JSONObject = [
      "worker_id": .string(failure.worker.text), "task_id": .string(failure.task.text),
    ]
    if case .object(let body) = failure.rejection.json {
      for (key, value) in body.members where object[key] == nil { object[key] = value }
    }
    return .object(object)
  }

  static func json(_ wave: FinishedWave) -> JSONObject {
    let view = wave.view
    let plan = view.plan
    let unmerged = WaveStep.unmerged(of: view)
    let running = plan.tasks.filter { $0.status.word == .claimed && !view.finished.contains($0.id) }
    let progress = view.progress
    var object: JSONObject = [
      "success": true, "changed": .bool(wave.changed), "plan_branch": .string(view.branch),
      "plan_version": .string("v\(plan.version)"), "seq": .integer(view.reading.seq),
      "state": .string(view.state.rawValue),
      "progress": ["completed": .integer(progress.completed), "total": .integer(progress.total)],
      "removed": .array(wave.removed.map(json)), "left": .array(wave.left.map(json)),
      "ready": .array(view.ready.prefix(100).map { .string($0.id.text) }),
      "unmerged": .array(unmerged.prefix(50).map(unmergedRow)),
      "failed": .array(ExecutionResult.stuck(plan)),
      "running": ExecutionResult.running(running, at: view.now),
    ]
    object["reviews"] = ExecutionResult.reviews(of: plan)
    ConsentResult.add(view, to: &object)
    if !wave.completed.isEmpty { object["completed"] = .array(wave.completed.map { .string($0.text) }) }
    let warnings = wave.warnings + view.warnings
    if !warnings.isEmpty { object["warnings"] = .array(warnings.prefix(50).map { .string($0) }) }
    if let landing = wave.landing {
      object["base"] = [
        "branch": .string(landing.base), "ahead_of": .string(landing.target),
        "commits": .integer(landing.ahead),
        "land": .string(landing.command),
      ]
    }
    if let next = WaveStep.next(on: view, toMerge: unmerged) {
      object["next"] = WaveStep.json(next)
    } else if view.ready.contains(where: { plan.closing.isEmpty || plan.isOfBatch($0) })
      || !view.overdueLeases.isEmpty
    {
      object["next"] = ["tool": "start_wave", "arguments": ["plan_branch": .string(view.branch)]]
    }
    return object
  }

  private static func json(_ removed: FinishedWave.Removed) -> JSONValue {
    var object: JSONObject = [
      "worktree_path": .string(removed.path), "worker_id": .string(removed.worker),
      "task_id": .string(removed.task.text),
    ]
    if let rescued = removed.rescued { object["rescued"] = RescueResult.json(rescued) }
    if !removed.ignored.isEmpty { object["ignored_removed"] = RescueResult.ignored(removed.ignored) }
    return .object(object)
  }

  private static func json(_ left: FinishedWave.Left) -> JSONValue {
    var object: JSONObject = [
      "worktree_path": .string(left.path), "worker_id": .string(left.worker),
      "task_id": .string(left.task.text), "why": .string(left.why),
    ]
    if let next = left.next {
      object["next"] = [
        "tool": .string(next.tool),
        "arguments": .object(JSONObject(next.arguments.map { ($0.name, $0.value.json) })),
      ]
    }
    return .object(object)
  }

  private static func unmergedRow(_ task: PlanTask) -> JSONValue {
    ["id": .string(task.id.text), "branch": .string(task.branch?.name ?? "")]
  }
}
