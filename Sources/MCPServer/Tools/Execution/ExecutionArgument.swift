import GitState
import JSON
import StateMachine

/// The parameters that the tools of carrying out a plan have in common.
enum ExecutionArgument {
  static let plan = Parameter(
    "plan_branch", .text, required: true, note: "or a session id", aliases: ["plan", "plan_id", "session_id"])
  static let task = Parameter("task_id", .id, required: true)
  static let worker = Parameter("worker_id", .id, required: true, aliases: ["worker"])
  static let lease = Parameter("lease_minutes", .number, note: "240; 0: never runs out")

  static func worker(_ arguments: ToolArguments) throws(Rejection) -> WorkerID {
    try WorkerID(try arguments.required("worker_id"))
  }

  /// How long a claim lasts, in minutes; nil where it never runs out.
  static func lease(_ arguments: ToolArguments) throws(Rejection) -> Int? {
    let minutes = try arguments.number("lease_minutes", in: 0...525_600) ?? 240
    return minutes == 0 ? nil : minutes
  }
}
