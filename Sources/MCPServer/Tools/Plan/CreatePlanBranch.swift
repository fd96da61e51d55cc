import GitState
import JSON
package import StateMachine

package struct CreatePlanBranch: Tool {
  package static let name = "create_plan_branch"
  package static let title = "Create a plan"
  package static let summary =
    "Start a run: records a plan with all its tasks on a branch of its own. Refuses cycles, duplicate ids and unknown dependencies."
  package static let set = ToolSet.plan
  package static let hints = ToolHints.setting
  package static let parameters = [
    Parameter("session_id", .id, required: true, note: "e.g. session-20250112-143000"),
    Parameter("user_request", .text, required: true),
    Parameter(
      "tasks", .list, required: true,
      note:
        "id, description, preconditions[], provides[], depends_on[], files[], wave, estimated_time, priority, effort"
    ),
    Parameter("architecture", .text),
    Parameter("design_patterns", .text, aliases: ["design_doc"]),
    Parameter("technology_stack", .text, aliases: ["tech_stack"]),
    Parameter("estimated_total_time", .text),
    Parameter("dependency_graph", .text),
    Parameter("max_workers", .number),
    Parameter(
      "approval", .choice(ApprovalPolicy.Asks.allCases.map(\.rawValue)), note: "what waits for a decision"),
    Parameter("approve_via", .choice(ApprovalPolicy.Via.allCases.map(\.rawValue))),
    Parameter("reviews", .choice(ReviewPolicy.allCases.map(\.rawValue))),
  ]

  private let draft: PlanFounding

  package init(_ arguments: ToolArguments) throws(Rejection) {
    let session = try SessionID(try arguments.required("session_id"))
    var draft = PlanFounding(session: session, request: try arguments.required("user_request"), base: "")
    let tasks = try arguments.list("tasks")
    guard !tasks.isEmpty else {
      throw Rejection(
        .missingArgument, "tasks list is required", details: [.init("argument", .text("tasks"))])
    }
    try PlanLimits.check(tasks.count, limit: PlanLimits.tasks, field: "tasks")
    for task in tasks { draft.tasks.append(try TaskArguments.definition(task).0) }
    draft.architecture = try arguments.text("architecture")
    draft.designPatterns = try arguments.text("design_patterns")
    draft.technologyStack = try arguments.text("technology_stack")
    draft.estimatedTotalTime = try arguments.text("estimated_total_time")
    draft.dependencyGraph = try arguments.text("dependency_graph")
    draft.maxWorkers = try arguments.number("max_workers", in: 1...64) ?? 3
    draft.approval = try ApprovalArgument.policy(arguments) ?? ApprovalPolicy()
    if let word = try arguments.text("reviews") {
      guard let reviews = ReviewPolicy(rawValue: comparable(word)) else {
        let words = ReviewPolicy.allCases.map(\.rawValue)
        throw Rejection(
          .invalidArgument, "reviews is \(quoted(word)), and it takes \(spoken(words, word: "or")).",
          details: [.init("argument", .text("reviews")), .init("allowed", .texts(words))])
      }
      draft.reviews = reviews
    }
    self.draft = draft
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let change = try call.project.createPlan(draft, guarded: call.guarded)
    var result: JSONObject = ["success": true, "branch_name": .string(change.view.branch)]
    for (key, value) in WriteResult.plan(change).members { result[key] = value }
    let graph = change.view.plan.graph(given: change.view.facts)
    result["total_tasks"] = .integer(change.view.plan.tasks.count)
    result["base"] = .string(change.view.base)
    result["waves"] = PlanResult.waves(graph)
    result["ready"] = .array(change.view.ready.map { .string($0.id.text) })
    ConsentResult.add(change.view, to: &result)
    result["warnings"] = .array(
      (TaskArguments.strangers(draft.tasks) + change.view.warnings).map { .string($0) })
    return .object(.object(result))
  }
}
