import GitState
import JSON
package import StateMachine

package struct ReleaseTask: Tool {
  package static let name = "release_task"
  package static let title = "Give a task back"
  package static let summary =
    "When a worker can't go on and has nothing to report: frees the task that it holds. Its branch and worktree stay."
  package static let set = ToolSet.execution
  package static let hints = ToolHints.setting
  package static let parameters = [
    ExecutionArgument.plan, ExecutionArgument.task, ExecutionArgument.worker, Parameter("reason", .text),
  ]

  private let plan: String
  private let task: String
  private let worker: WorkerID
  private let reason: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    task = try arguments.required("task_id")
    worker = try ExecutionArgument.worker(arguments)
    reason = try arguments.lines("reason")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let change = try call.project.releaseTask(
      plan, task: task, worker: worker, reason: reason, guarded: call.guarded)
    var object = ExecutionResult.opening(change)
    object["task"] = ExecutionResult.json(change.task, in: change.view)
    ConsentResult.add(change.view, to: &object)
    return .object(.object(object))
  }
}
