import GitState
import JSON
package import StateMachine

package struct CreateCheckpoint: Tool {
  package static let name = "create_checkpoint"
  package static let title = "Take a checkpoint"
  package static let summary =
    "When a phase is done, or before anything risky: keeps branch, index and every file, untracked ones too, to go back to. Changes none of them."
  package static let set = ToolSet.checkpoint
  package static let hints = ToolHints.adding
  package static let parameters = [
    CheckpointArgument.run,
    Parameter("phase", .text, required: true, aliases: ["phase_name"]),
    CheckpointArgument.folder,
    Parameter("message", .text),
    Parameter("validation_passed", .flag),
    Parameter("commit", .flag, note: "commit as well; of a run, what it changed"),
  ]

  private let request: CheckpointRequest

  package init(_ arguments: ToolArguments) throws(Rejection) {
    var note = try CheckpointNote(phase: try arguments.required("phase"))
    note.message = try arguments.text("message").flatMap { comparable($0).isEmpty ? nil : $0 }
    note.validation = try arguments.flag("validation_passed")
    var request = CheckpointRequest(note)
    request.run = try CheckpointArgument.run(arguments)
    request.folder = try CheckpointArgument.folder(arguments)
    request.commits = try arguments.flag("commit") ?? false
    self.request = request
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let taken = try call.project.createCheckpoint(request, guarded: call.guarded)
    var object: JSONObject = ["success": true, "changed": true]
    for (key, value) in CheckpointResult.json(taken.checkpoint).members { object[key] = value }
    object["covers"] = .array(taken.checkpoint.trees.map { .string($0.path) })
    if let commit = taken.committed { object["commit_sha"] = .string(commit) }
    if !taken.leftAlone.isEmpty {
      object["left_alone"] = .array(taken.leftAlone.prefix(200).map { .string($0) })
    }
    if !taken.notes.isEmpty { object["warnings"] = .array(taken.notes.map { .string($0) }) }
    return .object(.object(object))
  }
}
