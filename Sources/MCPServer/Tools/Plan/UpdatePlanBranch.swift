import GitState
import JSON
package import StateMachine

package struct UpdatePlanBranch: Tool {
  package static let name = "update_plan_branch"
  package static let title = "Update a plan"
  package static let summary =
    "After a wave: completes tasks, adds, changes or cancels others, and records what was learned. Its `ready` names what can start now."
  package static let set = ToolSet.plan
  package static let hints = ToolHints.setting
  package static let parameters = [
    Parameter("plan_branch", .text, required: true, aliases: ["plan", "plan_id", "session_id"]),
    Parameter("completed_task_ids", .ids, note: "ids, or {id, commit} for a squash"),
    Parameter("new_tasks", .list),
    Parameter("changed_tasks", .list, note: "id and what changes; status: pending reopens"),
    Parameter("cancelled_task_ids", .ids),
    Parameter("architecture_updates", .text, note: "learnings", aliases: ["learnings"]),
  ]

  private let plan: String
  private let completed: [JSONReader]
  private let added: [JSONReader]
  private let changed: [JSONReader]
  private let cancelled: [String]
  private let learnings: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    completed = try arguments.list("completed_task_ids")
    added = try arguments.list("new_tasks")
    changed = try arguments.list("changed_tasks")
    cancelled = try arguments.ids("cancelled_task_ids")
    learnings = try arguments.lines("architecture_updates")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let change = try call.project.updatePlan(plan, guarded: call.guarded) { (plan) throws(Rejection) in
      try update(of: plan)
    }
    let view = change.view
    let progress = view.progress
    var result = WriteResult.plan(change)
    result["total_tasks"] = .integer(view.plan.tasks.count(where: \.parents.isEmpty))
    result["completed_tasks"] = .integer(progress.completed)
    result["state"] = .string(view.state.rawValue)
    result["ready"] = .array(view.ready.map { .string($0.id.text) })
    ConsentResult.add(view, to: &result)
    result["warnings"] = .array((change.warnings + view.warnings).map { .string($0) })
    return .object(.object(result))
  }

  /// The update as this plan means it: ids are looked up in it.
  private func update(of plan: Plan) throws(Rejection) -> PlanUpdate {
    var update = PlanUpdate()
    for reader in added {
      let (definition, hasID) = try TaskArguments.definition(reader, unnamed: try PlanTaskID("unnamed"))
      update.added.append(.init(definition: definition, hasID: hasID))
    }
    for reader in changed { update.changed.append(try TaskArguments.patch(reader, in: plan)) }
    for text in cancelled { update.cancelled.append(try plan.task(named: text).id) }
    for reader in completed { update.completed.append(try completion(reader, in: plan)) }
    update.learnings = learnings
    return update
  }

  private func completion(_ reader: JSONReader, in plan: Plan) throws(Rejection) -> PlanUpdate.Completed {
    let (text, commit) = try ToolArguments.reading { () throws(JSONPathError) -> (String, String?) in
      guard case .object = reader.value else { return (try reader.identifier(), nil) }
      let commit = try reader[optional: "commit"]?.string()
      if let commit, !isCommitID(commit) { throw try reader["commit"].unexpected("a full commit id") }
      return (try reader["id"].identifier(), commit)
    }
    // A task that this very update adds is not in the plan yet.
    if let id = try? PlanTaskID(text), plan[id] == nil, added.contains(where: { $0.names(id) }) {
      return .init(id: id, commit: commit)
    }
    return .init(id: try plan.task(named: text).id, commit: commit)
  }
}

extension JSONReader {
  /// Whether this is a task of that id.
  fileprivate func names(_ id: PlanTaskID) -> Bool {
    (try? self["id"].identifier()) == id.text
  }
}

/// Whether a text is a full commit id: 40 hex digits.
func isCommitID(_ text: String) -> Bool {
  text.utf8.count == 40 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
}
