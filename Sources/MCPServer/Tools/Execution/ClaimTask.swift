import GitState
import JSON
package import StateMachine

package struct ClaimTask: Tool {
  package static let name = "claim_task"
  package static let title = "Claim a task"
  package static let summary =
    "Before working on a task: takes it for one worker, until the lease runs out. Of several who ask, one wins; asking again renews."
  package static let set = ToolSet.execution
  package static let hints = ToolHints.setting
  package static let parameters = [
    ExecutionArgument.plan, ExecutionArgument.task, ExecutionArgument.worker, ExecutionArgument.lease,
  ]

  private let plan: String
  private let task: String
  private let worker: WorkerID
  private let lease: Int?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    task = try arguments.required("task_id")
    worker = try ExecutionArgument.worker(arguments)
    lease = try ExecutionArgument.lease(arguments)
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let change = try call.project.claimTask(
      plan, task: task, worker: worker, minutes: lease, guarded: call.guarded)
    return .object(.object(ExecutionResult.claimed(change)))
  }
}
