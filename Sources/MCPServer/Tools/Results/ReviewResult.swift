import GitState
import JSON
import StateMachine

/// Reviews as tools answer them.
enum ReviewResult {
  /// How far a task's review is; nil for a task that needs none and never had one.
  static func json(_ task: PlanTask, in plan: Plan) -> JSONValue? {
    guard plan.needsReview(task) || task.review != nil else { return nil }
    let review = task.review ?? TaskReview()
    var object: JSONObject = [
      "required": .bool(plan.needsReview(task)), "depth": .string(plan.requiredDepth(of: task).rawValue),
    ]
    if !task.definition.focusAreas.isEmpty {
      object["focus_areas"] = .array(task.definition.focusAreas.map { .string($0) })
    }
    if task.status.word == .inReview {
      object["awaiting"] = .array(plan.awaitedAreas(of: task).map { .string($0) })
    }
    if let tip = review.tip { object["handed_in"] = .string(tip) }
    if let worker = review.worker { object["handed_in_by"] = .string(worker.text) }
    if !review.latest.isEmpty { object["latest"] = .array(review.latest.map { .object(given($0)) }) }
    if !review.past.isEmpty { object["past"] = .array(review.past.map { .object(given($0)) }) }
    if let override = review.override {
      object["overridden_by"] = .string(override.name)
      object["reason"] = .string(override.reason)
      object["overridden_at"] = .string(override.at.description)
      if !override.stands { object["overridden_before"] = true }
    }
    return .object(object)
  }

  private static func given(_ given: TaskReview.Given) -> JSONObject {
    let review = given.review
    var object: JSONObject = [
      "review_status": .string(review.judged.rawValue), "review_depth": .string(review.depth.rawValue),
    ]
    if let area = review.area { object["focus_area"] = .string(area) }
    if let score = review.score { object["review_score"] = .integer(score) }
    if !review.issues.isEmpty { object["critical_issues"] = .array(review.issues.map { .string($0) }) }
    if let summary = review.summary { object["summary"] = .string(summary) }
    object["at"] = .string(given.at.description)
    object["by"] = .string(given.by)
    return object
  }

  /// What a reviewer who gets nothing else needs.
  static func brief(_ task: PlanTask, in view: PlanView) -> JSONObject {
    var object: JSONObject = [
      "plan_branch": .string(view.branch), "seq": .integer(view.reading.seq),
      "task": ExecutionResult.json(task, in: view),
    ]
    object["review_depth"] = .string(view.plan.requiredDepth(of: task).rawValue)
    object["awaiting"] = .array(view.plan.awaitedAreas(of: task).map { .string($0) })
    if let branch = task.branch?.name { object["look"] = .string("git diff \(view.base)...\(branch)") }
    if let report = task.report {
      object["reported_by"] = .string(report.worker.text)
      object["handoff"] = (try? JSONValue(parsing: report.report.handoff)) ?? .string(report.report.handoff)
    }
    if !task.subTasks.isEmpty { object["sub_tasks"] = ExpansionResult.parts(of: task, in: view.plan) }
    return object
  }

  static func changed(_ change: TaskChange) -> JSONObject {
    let plan = change.view.plan
    let task = change.task
    var object = ExecutionResult.opening(change)
    object["task"] = ExecutionResult.json(task, in: change.view)
    object["route"] = .string(route(after: change.events, task, in: plan).rawValue)
    object["attempts_left"] = .integer(task.attemptsLeft)
    object["previous_errors"] = ExecutionResult.errors(task)
    object["newly_ready"] = .array(change.newlyReady.map { .string($0.text) })
    object["follow_ups"] = []
    ConsentResult.add(change.view, to: &object)
    if task.status.word == .completed, !plan.isDone(task, given: change.view.facts),
      let branch = task.branch?.name
    {
      object["next"] = ["tool": "merge_task_branch", "arguments": ["task_branch": .string(branch)]]
    }
    return object
  }

  /// What is to be done after a review: a repeated one, and one of several that are awaited, are told by where the task stands.
  private static func route(after events: [PlanEvent], _ task: PlanTask, in plan: Plan) -> ReportRoute {
    switch task.status.word {
    case .inReview: .review
    case .pending: task.review?.override?.stands == true ? .next : .retry
    case .needsReplan: .replan
    case .claimed, .completed, .failed, .blocked, .expanding, .cancelled: plan.route(after: events)
    }
  }
}
