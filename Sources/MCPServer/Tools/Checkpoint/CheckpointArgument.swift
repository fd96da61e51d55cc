import GitState
import JSON
import StateMachine

/// The parameters that the tools of checkpoints have in common.
enum CheckpointArgument {
  static let run = Parameter("task_id", .id, note: "a run", aliases: ["run_id"])
  static let folder = Parameter(
    "working_directory", .text, note: "a linked worktree; else the main tree",
    aliases: ["working_dir", "base_dir"])

  /// An id that was given and is not empty.
  static func run(_ arguments: ToolArguments) throws(Rejection) -> String? {
    try arguments.text("task_id").flatMap { comparable($0).isEmpty ? nil : $0 }
  }

  static func folder(_ arguments: ToolArguments) throws(Rejection) -> String? {
    try arguments.text("working_directory")
  }
}
