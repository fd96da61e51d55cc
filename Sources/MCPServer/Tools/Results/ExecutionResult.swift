import GitState
import JSON
import StateMachine

/// Tasks that are handed out and handed back, as tools answer them.
enum ExecutionResult {
  /// `success`, `changed`, and the seq of the ledger afterwards.
  static func opening(_ change: TaskChange) -> JSONObject {
    [
      "success": true, "changed": .bool(!change.events.isEmpty), "plan_branch": .string(change.view.branch),
      "seq": .integer(change.view.reading.seq),
    ]
  }

  static func claimed(_ change: TaskChange) -> JSONObject {
    var object = opening(change)
    // Whose claim was renewed had it before.
    object["changed"] = .bool(change.isClaimed)
    object["task"] = json(change.task, in: change.view)
    object["claim"] = change.task.status.claim.map { .integer($0.seq) } ?? .null
    object["lease_until"] = change.task.status.claim?.until.map { .string($0.description) } ?? .null
    for event in change.events {
      if case .taskClaimed(_, _, _, let from?) = event { object["taken_over_from"] = .string(from.text) }
    }
    return object
  }

  static func json(_ task: PlanTask, in view: PlanView) -> JSONValue {
    var cut: [String] = []
    return TaskResult.full(task, wave: nil, view, cutting: &cut)
  }

  static func errors(_ task: PlanTask) -> JSONValue {
    .array(task.errors.map { .object($0.json) })
  }

  static func json(_ batch: Plan.Batch, in view: PlanView) -> JSONObject {
    let plan = view.plan
    let handed = Set(batch.tasks.map(\.id)).union(batch.held.map(\.task.id))
    let waiting = plan.tasks.places { $0.task.status.isPending }.lazy.map { plan.tasks[$0] }
      .filter { !handed.contains($0.id) }.prefix(50)
    let running = plan.tasks.tasks { $0.task.status.word == .claimed }
    let closing = plan.closing
    func paused(_ task: PlanTask) -> JSONValue? {
      if plan.consent.aborted != nil { return "a person to open the plan again" }
      if plan.handingOutRefusal() != nil { return "a decision" }
      if !closing.isEmpty, !plan.isOfBatch(task) {
        return ["batch": .array(closing.prefix(20).map { .string($0.text) })]
      }
      return switch plan.wait(of: task, for: batch) {
      case .forLightWork: "the light work, which comes first"
      case .forRunning(let ids): ["running": .array(ids.prefix(20).map { .string($0.text) })]
      case nil: nil
      }
    }
    let progress = view.progress
    var object: JSONObject = [
      "state": .string(view.state.rawValue), "workflow_state": .string(view.workflowState),
      "plan_branch": .string(view.branch),
      "batch": [
        "kind": .string(batch.isLight ? "light" : "heavy"),
        "tasks": .array(batch.tasks.map { json($0, in: view) }),
      ],
      "running": self.running(running, at: view.now),
      "waiting": .array(
        zip(waiting, plan.unmet(Array(waiting), given: view.facts)).map {
          .object(waits($0, for: $1, paused($0)))
        }),
      "held": held(batch),
      "remaining": .integer(progress.total - progress.completed),
    ]
    object["reviews"] = reviews(of: plan)
    let stuck = stuck(plan)
    if !stuck.isEmpty { object["failed"] = .array(stuck) }
    ConsentResult.add(view, to: &object)
    if let next = view.pauseCall {
      object["next"] = [
        "tool": .string(next.tool),
        "arguments": .object(JSONObject(next.arguments.map { ($0.name, $0.value.json) })),
      ]
    }
    return object
  }

  /// What waits for a reviewer, and how deep the review must go; nil where nothing does.
  static func reviews(of plan: Plan) -> JSONValue? {
    let waiting = plan.tasks.tasks { $0.task.status.word == .inReview }
    guard !waiting.isEmpty else { return nil }
    return .array(
      waiting.prefix(50).map { task in
        [
          "id": .string(task.id.text), "review_depth": .string(plan.requiredDepth(of: task).rawValue),
          "awaiting": .array(plan.awaitedAreas(of: task).map { .string($0) }),
        ]
      })
  }

  /// Tasks that go on by nobody's work alone, why, and what went wrong before.
  static func stuck(_ plan: Plan) -> [JSONValue] {
    let words: [TaskStatus.Word] = [.failed, .needsReplan, .blocked]
    return plan.tasks.places { words.contains($0.task.status.word) }.prefix(50).map {
      stuckRow(plan.tasks[$0])
    }
  }

  private static func stuckRow(_ task: PlanTask) -> JSONValue {
    var object: JSONObject = ["id": .string(task.id.text), "status": .string(task.status.word.rawValue)]
    if let reason = task.status.reason { object["reason"] = .string(String(reason.prefix(400))) }
    if !task.errors.isEmpty { object["previous_errors"] = ExecutionResult.errors(task) }
    return .object(object)
  }

  /// Who works on what, and until when it is theirs.
  static func running(_ tasks: [PlanTask], at now: Timestamp) -> JSONValue {
    .array(
      tasks.map { task in
        var row: JSONObject = ["id": .string(task.id.text)]
        if let claim = task.status.claim {
          row["worker"] = .string(claim.worker.text)
          row["lease_until"] = claim.until.map { .string($0.description) } ?? .null
          if claim.isExpired(at: now) { row["expired"] = true }
        }
        return .object(row)
      })
  }

  /// What would touch a file that another is changing, and who that is.
  static func held(_ batch: Plan.Batch) -> JSONValue {
    .array(
      batch.held.prefix(50).map {
        ["id": .string($0.task.id.text), "file": .string($0.file), "by": .string($0.by)]
      })
  }

  /// What a task waits for; nothing where it is ready and there was no room.
  private static func waits(_ task: PlanTask, for unmet: [Plan.Unmet], _ paused: JSONValue?) -> JSONObject {
    var needs: [JSONValue] = []
    for one in unmet {
      var need: JSONObject
      switch one.need {
      case .task(let id): need = ["task": .string(id.text)]
      case .capability(let capability): need = ["capability": .string(capability.text)]
      case .wave(let wave): need = ["wave": .integer(wave)]
      }
      if !one.from.isEmpty { need["from"] = .array(one.from.prefix(20).map { .string($0.text) }) }
      needs.append(.object(need))
    }
    if needs.isEmpty { needs = [paused ?? "a free worker"] }
    return ["id": .string(task.id.text), "for": .array(needs)]
  }
}
