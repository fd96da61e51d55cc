import GitState
import JSON
package import StateMachine

package struct RollbackToCheckpoint: Tool {
  package static let name = "rollback_to_checkpoint"
  package static let title = "Roll back to a checkpoint"
  package static let summary =
    "Go back to where it was good: branch, index and files. The present is rescued first; rolling back to that rescue undoes it."
  package static let set = ToolSet.checkpoint
  package static let hints = ToolHints.removing
  package static let parameters = [
    CheckpointArgument.run,
    Parameter(
      "checkpoint_id", .id, required: true, note: "number, id, sha, latest, last-passed, or a rescue's id",
      aliases: ["id", "sha", "checkpoint"]),
    CheckpointArgument.folder,
    Parameter("as_commit", .flag, note: "a new commit; the branch never moves back"),
    Parameter("dry_run", .flag),
  ]

  private let request: RollbackRequest

  package init(_ arguments: ToolArguments) throws(Rejection) {
    var request = RollbackRequest(try arguments.required("checkpoint_id"))
    request.run = try CheckpointArgument.run(arguments)
    request.folder = try CheckpointArgument.folder(arguments)
    request.asCommit = try arguments.flag("as_commit") ?? false
    request.isRehearsal = try arguments.flag("dry_run") ?? false
    self.request = request
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let done = try call.project.rollBack(request)
    return .object(.object(CheckpointResult.json(done, isRehearsal: request.isRehearsal)))
  }
}
