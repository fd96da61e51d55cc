import GitState
import JSON
package import StateMachine

package struct CreateTaskBranch: Tool {
  package static let name = "create_task_branch"
  package static let title = "Create a task's branch"
  package static let summary =
    "For each task that is ready, before create_worktree: makes its branch from the base. What is not given comes from the plan."
  package static let set = ToolSet.plan
  package static let hints = ToolHints.setting
  package static let parameters = [
    Parameter("task_id", .id, required: true),
    Parameter("branch_slug", .text, note: "lowercase-hyphen; else from the description", aliases: ["slug"]),
    Parameter("plan_branch", .text, note: "else the only active plan", aliases: ["plan", "plan_id"]),
    Parameter("session_id", .id),
    Parameter("ahead", .flag, note: "although preconditions are unmet"),
    Parameter("session_goal", .text),
    Parameter("implementation_notes", .text),
    // The seed's call carries these; the plan is what they are taken from.
    repeated("description", .text), repeated("preconditions", .texts), repeated("provides", .texts),
    repeated("files", .texts), repeated("plan_version", .text), repeated("depends_on", .ids),
    repeated("enables", .ids), repeated("parallel_with", .ids), repeated("completed_tasks", .ids),
    repeated("estimated_time", .text), repeated("priority", .text),
  ]

  private static func repeated(_ name: String, _ kind: Parameter.Kind) -> Parameter {
    Parameter(name, kind, published: false)
  }

  private let request: TaskBranchRequest
  private let given: Given

  /// What the caller repeated of the plan: compared with it, and told where it differs.
  private struct Given: Sendable {
    var description: String?
    var provides: [String]?
  }

  package init(_ arguments: ToolArguments) throws(Rejection) {
    var request = TaskBranchRequest(task: try arguments.required("task_id"))
    if let slug = try arguments.text("branch_slug"), !slug.isEmpty { request.slug = try Slug(slug) }
    let session = try arguments.text("session_id")
    let plan = try arguments.text("plan_branch")
    if let session { _ = try SessionID(session) }
    if let plan, let session, try SessionID(session).branch != plan, session != plan, plan.hasPrefix("plan/")
    {
      throw Rejection(
        .invalidArgument,
        "plan_branch \(quoted(plan)) and session_id \(quoted(session)) name different plans.",
        details: [.init("argument", .text("session_id"))])
    }
    request.plan = plan ?? session
    request.ahead = try arguments.flag("ahead") ?? false
    request.sessionGoal = try arguments.text("session_goal")
    request.implementationNotes = try arguments.text("implementation_notes")
    self.request = request
    for name in ["preconditions", "files"] {
      _ = try arguments.read(name) { (reader) throws(JSONPathError) in try reader.looseStrings() }
    }
    for name in ["depends_on", "enables", "parallel_with", "completed_tasks"] { _ = try arguments.ids(name) }
    for name in ["plan_version", "estimated_time", "priority"] { _ = try arguments.text(name) }
    given = Given(
      description: try arguments.text("description"),
      provides: try arguments.read("provides") { (reader) throws(JSONPathError) in try reader.looseStrings() }
    )
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let made = try call.project.createTaskBranch(request, guarded: call.guarded)
    var result: JSONObject = [
      "success": true, "changed": .bool(made.changed), "branch_name": .string(made.branch),
      "commit_sha": .string(made.sha), "base": .string(made.base.name),
      "base_sha": .string(made.base.sha), "plan_branch": .string(made.view.branch),
      "seq": .integer(made.view.reading.seq),
    ]
    var warnings = made.base.made.map { [$0] } ?? []
    if let task = try? made.view.plan.task(named: request.task) {
      warnings += made.view.plan.cancelledNeeds(of: task)
      if let description = given.description, description != task.definition.description {
        warnings.append(
          "The description that was given differs from the plan's, which stands. changed_tasks changes it.")
      }
      if let provides = given.provides,
        Set(provides.map { Capability(known: $0) }) != Set(task.definition.provides)
      {
        warnings.append(
          "The provides that were given differ from the plan's, which stand. changed_tasks changes them.")
      }
    }
    result["warnings"] = .array(warnings.map { .string($0) })
    return .object(.object(result))
  }
}
