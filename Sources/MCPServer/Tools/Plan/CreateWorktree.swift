import GitState
import JSON
package import StateMachine

package struct CreateWorktree: Tool {
  package static let name = "create_worktree"
  package static let title = "Give a worker a worktree"
  package static let summary =
    "Before a worker starts: checks its task branch out in .worktrees/worker-N and claims the task. What stood there is rescued, then replaced."
  package static let set = ToolSet.plan
  package static let sets: Set<ToolSet> = [.plan, .checkpoint, .run]
  package static let hints = ToolHints(readOnly: false, destructive: true, idempotent: true, isLong: true)
  package static let parameters = [
    WorkerArgument.parameter,
    Parameter("task_branch", .text, required: true, note: "or a task's id", aliases: ["branch"]),
    Parameter("restore", .text, note: "a rescue's id"),
    WorkerArgument.folder,
  ]

  private let request: WorkerTreeRequest
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    var request = WorkerTreeRequest(
      worker: try WorkerArgument.worker(arguments), branch: try arguments.required("task_branch"))
    request.restore = try arguments.text("restore")
    self.request = request
    folder = try arguments.text("working_directory")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    try call.project.expectFolder(folder)
    let context = call.context
    let made = try call.project.createWorkerTree(
      request, guarded: call.guarded, isCancelled: call.isCancelled
    ) {
      context.progress($0, of: $1, "files written")
    }
    var object: JSONObject = [
      "success": true, "changed": .bool(made.changed), "worktree_path": .string(made.worktree.relativePath),
      "path": .string(made.worktree.path), "task_branch": .string(made.branch),
      "worker_id": .string(made.worker.text),
      "branch": .string(made.branch), "reused": .bool(made.reused), "behind": .integer(made.behind),
      "included": .array(made.included.map { .string($0) }),
      "message": .string(
        made.reused
          ? "Worktree at \(made.worktree.relativePath) has \(made.branch) already"
          : "Created worktree at \(made.worktree.relativePath) for \(made.branch)"),
    ]
    if let task = made.task { object["task_id"] = .string(task) }
    if !made.released.isEmpty { object["released"] = .array(made.released.map { .string($0) }) }
    if let rescued = made.rescued { object["rescued"] = RescueResult.json(rescued, worker: made.worker.text) }
    if !made.ignored.isEmpty { object["ignored_removed"] = RescueResult.ignored(made.ignored) }
    if let restored = made.restored {
      object["restored"] = [
        "id": .string(restored.rescue.id), "files_written": .integer(restored.written),
        "files_removed": .integer(restored.removed),
      ]
    }
    if !made.filtersSkipped.isEmpty {
      object["filters_skipped"] = .array(made.filtersSkipped.prefix(100).map { .string($0) })
    }
    if !made.notes.isEmpty { object["warnings"] = .array(made.notes.map { .string($0) }) }
    return .object(.object(object))
  }
}
