import GitState
import JSON
package import StateMachine

package struct ReviewTask: Tool {
  package static let name = "review_task"
  package static let title = "Review a task"
  package static let summary =
    "When a task is in_review: without review, what to look at and how deep; with it, completes the task or sends it back."
  package static let set = ToolSet.execution
  package static let hints = ToolHints.setting
  package static let parameters = [
    ExecutionArgument.plan, ExecutionArgument.task,
    Parameter(
      "review", .record,
      note:
        "{review_status: success, needs_revision, failed or override (with reason, reviewer); review_depth, review_score, critical_issues[], focus_area}"
    ),
  ]

  private let plan: String
  private let task: String
  private let given: ReviewWords.Given?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    task = try arguments.required("task_id")
    given = try arguments.reader("review").map { (reader) throws(Rejection) in try ReviewWords.given(reader) }
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    switch given {
    case nil:
      let (view, task) = try call.project.taskToReview(plan, task: task)
      return .object(.object(ReviewResult.brief(task, in: view)))
    case .review(let review):
      let change = try call.project.reviewTask(plan, task: task, review, guarded: call.guarded)
      var object = ReviewResult.changed(change)
      object["verdict"] = .string(review.judged.rawValue)
      return .object(.object(object))
    case .override(let name, let reason):
      let change = try call.project.overrideReview(
        plan, task: task, by: name, reason: reason, guarded: call.guarded)
      var object = ReviewResult.changed(change)
      object["verdict"] = "override"
      return .object(.object(object))
    }
  }
}
