import GitState
import JSON
package import StateMachine

package struct CreateWorktree: Tool {
  package static let name = "create_worktree"
  package static let title = "Give a worker a worktree"
  package static let summary =
    "Before a worker starts: checks its branch out in a folder of its own below .worktrees, and claims its task. What stood there is rescued, then replaced."
  package static let set = ToolSet.plan
  package static let sets: Set<ToolSet> = [.plan, .checkpoint, .run]
  package static let hints = ToolHints(readOnly: false, destructive: true, idempotent: true, isLong: true)
  package static let parameters = [
    WorkerArgument.worker,
    Parameter(
      "task_branch", .text, required: true, note: "or a task's id", aliases: ["branch"], sets: [.plan]),
    WorkerArgument.run, WorkerArgument.module,
    Parameter("phase", .id, aliases: ["phase_name"], published: false),
    Parameter("restore", .text, note: "a rescue's id"),
    WorkerArgument.folder,
  ]

  private enum Request: Sendable {
    case worker(WorkerTreeRequest)
    case module(ModuleTreeRequest)
  }

  private let request: Request
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    let restore = try arguments.text("restore")
    folder = try arguments.text("working_directory")
    switch try WorkerArgument.holder(arguments) {
    case .worker(let worker):
      var request = WorkerTreeRequest(worker: worker, branch: try arguments.required("task_branch"))
      request.restore = restore
      self.request = .worker(request)
    case .module(let module, let run):
      var request = ModuleTreeRequest(module, of: run)
      request.phase = try arguments.text("phase")
      request.restore = restore
      self.request = .module(request)
    }
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    try call.project.expectFolder(folder)
    let context = call.context
    let progress: @Sendable (Int, Int) -> Void = { context.progress($0, of: $1, "files written") }
    switch request {
    case .worker(let request):
      let made = try call.project.createWorkerTree(
        request, guarded: call.guarded, isCancelled: call.isCancelled, progress: progress)
      return .object(.object(WorktreeResult.json(made)))
    case .module(let request):
      let made = try call.project.createModuleTree(
        request, guarded: call.guarded, isCancelled: call.isCancelled, progress: progress)
      return .object(.object(WorktreeResult.json(made)))
    }
  }
}
