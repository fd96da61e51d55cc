import GitState
import JSON
package import StateMachine

package struct ReportTask: Tool {
  package static let name = "report_task"
  package static let title = "Report a task"
  package static let summary =
    "A worker's last call: hands its task back as completed, failed, blocked or spec_rejected, and tells what follows. Only its present holder may."
  package static let set = ToolSet.execution
  package static let hints = ToolHints.setting
  package static let parameters = [
    ExecutionArgument.plan, ExecutionArgument.task, ExecutionArgument.worker,
    Parameter(
      "handoff", .record, required: true,
      note:
        "{status, reasoning, artifacts, metadata, failure_type, blocked_reason, error_context{error_type, error_message, suggested_fix, context}}"
    ),
    Parameter("claim", .number, note: "the claim's number"),
  ]

  private let plan: String
  private let task: String
  private let worker: WorkerID
  private let claim: Int?
  private let report: TaskReport
  private let needsDocuments: Bool

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    task = try arguments.required("task_id")
    worker = try ExecutionArgument.worker(arguments)
    claim = try arguments.number("claim", in: 1...Int.max)
    guard let reader = arguments.reader("handoff") else {
      throw Rejection(
        .missingArgument, "handoff is required", details: [.init("argument", .text("handoff"))])
    }
    (report, needsDocuments) = try Handoff.report(reader)
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let change = try call.project.reportTask(
      plan, task: task, worker: worker, claim: claim, report, guarded: call.guarded)
    let plan = change.view.plan
    var object = ExecutionResult.opening(change)
    object["task"] = ExecutionResult.json(change.task, in: change.view)
    object["route"] = .string(route(change).rawValue)
    object["attempts_left"] = .integer(change.task.attemptsLeft)
    object["previous_errors"] = ExecutionResult.errors(change.task)
    object["newly_ready"] = .array(change.newlyReady.map { .string($0.text) })
    object["follow_ups"] = .array((needsDocuments ? Handoff.documents(change) : nil).map { [$0] } ?? [])
    ConsentResult.add(change.view, to: &object)
    if !change.task.parents.isEmpty { object["parents"] = ExpansionResult.parents(of: change.task, in: plan) }
    if change.task.status.word == .completed,
      !plan.isDone(change.task, given: change.view.facts), let branch = change.task.branch?.name
    {
      object["next"] = ["tool": "merge_task_branch", "arguments": ["task_branch": .string(branch)]]
    }
    return .object(.object(object))
  }

  /// What was handed in by a commit before, and what was reported before, are told by where the task stands.
  private func route(_ change: TaskChange) -> ReportRoute {
    switch change.task.status.word {
    case .inReview: .review
    case .pending where change.events.isEmpty: .retry
    case .needsReplan where change.events.isEmpty: .replan
    case .failed, .blocked:
      change.view.plan.consent.waits.contains { $0.task == change.task.id } ? .halt : .escalate
    case .pending, .claimed, .completed, .needsReplan, .expanding, .cancelled:
      change.view.plan.route(after: change.events)
    }
  }
}
