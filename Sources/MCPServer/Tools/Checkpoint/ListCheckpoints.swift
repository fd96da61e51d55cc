import GitState
import JSON
package import StateMachine

package struct ListCheckpoints: Tool {
  package static let name = "list_checkpoints"
  package static let title = "List checkpoints"
  package static let summary =
    "See what can be gone back to: the checkpoints of the current branch, oldest first; rescue adds what tools kept before they discarded it."
  package static let set = ToolSet.checkpoint
  package static let hints = ToolHints.reading
  package static let parameters = [
    CheckpointArgument.run, CheckpointArgument.folder, Parameter("rescue", .flag),
    Parameter("limit", .number, published: false),
  ]

  private let run: String?
  private let folder: String?
  private let rescue: Bool
  private let limit: Int

  package init(_ arguments: ToolArguments) throws(Rejection) {
    run = try CheckpointArgument.run(arguments)
    folder = try CheckpointArgument.folder(arguments)
    rescue = try arguments.flag("rescue") ?? false
    limit = try arguments.number("limit", in: 1...1_000) ?? 50
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let checkpoints = try call.project.listCheckpoints(run: run, folder: folder)
    var object: JSONObject = [
      "checkpoints": .array(checkpoints.suffix(limit).map { .object(CheckpointResult.json($0)) }),
      "total": .integer(checkpoints.count),
    ]
    if checkpoints.count > limit { object["truncated"] = true }
    if rescue {
      let rescues = try call.project.listRescues()
      object["rescues"] = .array(
        rescues.prefix(limit).reversed().map { .object(ListCheckpoints.json($0)) })
      object["rescues_total"] = .integer(rescues.count)
    }
    return .object(.object(object))
  }

  private static func json(_ rescue: Rescue) -> JSONObject {
    [
      "id": .string(rescue.id), "sha": .string(rescue.sha), "reason": .string(rescue.reason),
      "created": .string(Timestamp(seconds: rescue.created).description),
      "branch": rescue.branchName.map { .string($0) } ?? .null,
      "head": rescue.headSha.map { .string($0) } ?? .null,
      "covers": .array(rescue.trees.map { .string($0.path) }), "files_changed": .integer(rescue.files),
    ]
  }
}
