import GitState
import JSON
package import StateMachine

package struct RemoveWorktree: Tool {
  package static let name = "remove_worktree"
  package static let title = "Remove a worker's worktree"
  package static let summary =
    "When a worker is done or gone: removes its worktree and frees its unfinished task. Uncommitted work is rescued first."
  package static let set = ToolSet.plan
  package static let sets: Set<ToolSet> = [.plan, .checkpoint, .run]
  package static let hints = ToolHints.removing
  package static let parameters = [
    WorkerArgument.worker, WorkerArgument.run, WorkerArgument.module, WorkerArgument.folder,
  ]

  private let holder: WorktreeHolder
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    holder = try WorkerArgument.holder(arguments)
    folder = try arguments.text("working_directory")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    try call.project.expectFolder(folder)
    switch holder {
    case .worker(let worker):
      let removed = try call.project.removeWorkerTree(worker)
      var object = WorktreeResult.removed(
        removed.relativePath, removed.removed, holder, removed.rescued, removed.ignored, removed.notes)
      if !removed.released.isEmpty { object["released"] = .array(removed.released.map { .string($0) }) }
      return .object(.object(object))
    case .module(let module, let run):
      let removed = try call.project.removeModuleTree(module, of: run)
      return .object(
        .object(
          WorktreeResult.removed(
            removed.relativePath, removed.removed, .module(module, run: removed.run), removed.rescued,
            removed.ignored, removed.notes)))
    }
  }
}
