import GitState
import JSON
import StateMachine

/// The parameters that several tools name a worktree by: a plan's worker, or a run and its module.
enum WorkerArgument {
  static let worker = Parameter("worker_id", .id, required: true, aliases: ["worker"], sets: [.plan])
  static let run = Parameter(
    "task_id", .id, required: true, note: "a run", aliases: ["run_id"], sets: [.checkpoint, .run])
  static let module = Parameter(
    "name", .id, required: true, note: "its module", aliases: ["module", "module_name"],
    sets: [.checkpoint, .run])
  /// Named by prompts of other dialects; the server knows where worktrees are.
  static let folder = Parameter(
    "working_directory", .text, aliases: ["base_dir", "working_dir"], published: false)

  /// Whose worktree is meant.
  static func holder(_ arguments: ToolArguments) throws(Rejection) -> WorktreeHolder {
    let run = try arguments.text("task_id")
    let name = try arguments.text("name")
    guard run != nil || name != nil else {
      guard let worker = try arguments.text("worker_id"), !comparable(worker).isEmpty else {
        throw Rejection(
          .missingArgument, "worker_id is required; of a run, task_id and name",
          details: [.init("argument", .text("worker_id")), .init("required", .texts(["worker_id"]))])
      }
      return .worker(try WorkerID(worker))
    }
    if try arguments.text("worker_id") != nil {
      throw Rejection(
        .invalidArgument,
        "worker_id names a plan's worker, task_id and name a run's module: give the one or the others.",
        details: [.init("argument", .text("worker_id"))])
    }
    return .module(try ModuleName(try arguments.required("name")), run: try arguments.required("task_id"))
  }
}

extension WorktreeHolder {
  /// By which a call names it.
  var json: JSONObject {
    switch self {
    case .worker(let worker): ["worker_id": .string(worker.text)]
    case .module(let module, let run): ["task_id": .string(run), "name": .string(module.text)]
    }
  }
}
