import GitState
import JSON
package import StateMachine

package struct StartWave: Tool {
  package static let name = "start_wave"
  package static let title = "Start a wave"
  package static let summary =
    "Before spawning workers: claims what is ready, makes branches and worktrees, and answers a brief to paste for each worker. Calling again goes on."
  package static let set = ToolSet.execution
  package static let hints = ToolHints(readOnly: false, destructive: true, idempotent: true, isLong: true)
  package static let parameters = [
    ExecutionArgument.plan,
    Parameter("workers", .ids, note: "else 1 up to max_workers", aliases: ["worker_ids"]),
  ]

  private let plan: String
  private let workers: [WorkerID]

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    var workers: [WorkerID] = []
    for text in try arguments.ids("workers") { workers.append(try WorkerID(text)) }
    try PlanLimits.check(workers.count, limit: 64, field: "workers")
    self.workers = workers
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let context = call.context
    let wave = try call.project.startWave(
      plan, workers: workers, guarded: call.guarded, isCancelled: call.isCancelled
    ) { context.progress($0, of: $1, "files written") }
    return .object(.object(WaveResult.json(wave)))
  }
}
