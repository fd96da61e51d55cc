import GitState
import JSON
package import StateMachine

package struct NextTasks: Tool {
  package static let name = "next_tasks"
  package static let title = "What to hand out"
  package static let summary =
    "When a worker is free: the tasks that may run beside each other now, and why the others wait. claim takes the first for worker_id."
  package static let set = ToolSet.execution
  package static let hints = ToolHints(readOnly: false, destructive: false, idempotent: true, isLong: true)
  package static let parameters = [
    ExecutionArgument.plan, Parameter("limit", .number),
    Parameter("worker_id", .id, aliases: ["worker"]), Parameter("claim", .flag), ExecutionArgument.lease,
  ]

  private let plan: String
  private let limit: Int?
  private let worker: WorkerID?
  private let lease: Int?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    limit = try arguments.number("limit", in: 1...64)
    lease = try ExecutionArgument.lease(arguments)
    let claims = try arguments.flag("claim") ?? false
    worker = claims ? try ExecutionArgument.worker(arguments) : nil
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let known = try call.project.flights(of: plan)
    let claimed = try worker.flatMap { (worker) throws(Rejection) in
      try call.project.claimNext(
        plan, worker: worker, minutes: lease, guarded: call.guarded, beside: known)
    }
    let (view, batch, flights) = try call.project.nextTasks(plan, limit: limit, beside: known)
    var object: JSONObject =
      worker == nil ? [:] : ["success": true, "changed": .bool(claimed?.isClaimed == true)]
    if worker != nil {
      object["claimed"] = claimed.map { .object(ExecutionResult.claimed($0)) } ?? .null
    }
    for (key, value) in ExecutionResult.json(batch, in: view).members { object[key] = value }
    FlightResult.add(flights, of: view.branch, to: &object)
    return .object(.object(object))
  }
}
