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
  package static let parameters = [WorkerArgument.parameter, WorkerArgument.folder]

  private let worker: WorkerID
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    worker = try WorkerArgument.worker(arguments)
    folder = try arguments.text("working_directory")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    try call.project.expectFolder(folder)
    let removed = try call.project.removeWorkerTree(worker)
    var object: JSONObject = [
      "success": true, "changed": .bool(removed.removed), "worktree_path": .string(removed.relativePath),
      "worker_id": .string(worker.text),
      "message": .string(
        removed.removed
          ? "Removed worktree at \(removed.relativePath)"
          : "Worktree \(removed.relativePath) does not exist (already cleaned up)"),
    ]
    if !removed.released.isEmpty { object["released"] = .array(removed.released.map { .string($0) }) }
    if let rescued = removed.rescued { object["rescued"] = RescueResult.json(rescued, worker: worker.text) }
    if !removed.ignored.isEmpty { object["ignored_removed"] = RescueResult.ignored(removed.ignored) }
    if !removed.notes.isEmpty { object["warnings"] = .array(removed.notes.map { .string($0) }) }
    return .object(.object(object))
  }
}
