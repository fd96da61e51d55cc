import JSON
import StateMachine

/// The parameters that several tools name a worktree by.
enum WorkerArgument {
  static let parameter = Parameter("worker_id", .id, required: true, aliases: ["worker"])
  /// Named by prompts of other dialects; the server knows where worktrees are.
  static let folder = Parameter(
    "working_directory", .text, aliases: ["base_dir", "working_dir"], published: false)

  static func worker(_ arguments: ToolArguments) throws(Rejection) -> WorkerID {
    try WorkerID(try arguments.required("worker_id"))
  }
}
