import GitState
import JSON
package import StateMachine

package struct CleanupWorktrees: Tool {
  package static let name = "cleanup_worktrees"
  package static let title = "Remove a run's worktrees"
  package static let summary =
    "When all is merged: removes the worktrees and branches of the run's modules. What is not on the base is rescued first."
  package static let set = ToolSet.run
  package static let hints = ToolHints.removing
  package static let parameters = [RunArgument.run, WorkerArgument.folder]

  private let run: String
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    run = try arguments.required("task_id")
    folder = try arguments.text("working_directory")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    try call.project.expectFolder(folder)
    let done = try call.project.cleanUpModules(of: run)
    var object: JSONObject = [
      "success": true, "changed": .bool(done.changed), "task_id": .string(done.run),
      "removed": .array(done.removed.map { .string($0.relativePath) }),
      "branches_deleted": .array(done.branchesDeleted.map { .string($0) }),
      "rescued": .array(
        done.rescued.map { module, rescue in
          var row = RescueResult.json(rescue, of: .module(module, run: done.run)).objectValue ?? [:]
          row["module"] = .string(module.text)
          return .object(row)
        }),
    ]
    let ignored = done.removed.flatMap(\.ignored)
    if !ignored.isEmpty { object["ignored_removed"] = RescueResult.ignored(ignored) }
    if !done.notes.isEmpty { object["warnings"] = .array(done.notes.map { .string($0) }) }
    return .object(.object(object))
  }
}
