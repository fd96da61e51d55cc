import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct CheckpointShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a checkpoint holds.",
    discussion: "Example: gitstate checkpoint show last-passed")

  @Argument(
    help: ArgumentHelp(
      "A number, id, commit, latest, last-passed, or a rescue's id; else the latest.",
      valueName: "checkpoint"),
    completion: .custom(NameCompletion.checkpoints))
  var checkpoint = "latest"

  @OptionGroup var tree: TreeOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let contents = try project.showCheckpoint(
      checkpoint, run: tree.run, folder: tree.folder(place, in: project))
    if output.isJSON { return try ToolReply.emit(CheckpointShowCommand.json(contents)) }
    switch contents.point {
    case .checkpoint(let checkpoint):
      try emit(CheckpointShowCommand.text(checkpoint, contents, at: project.now, .output))
    case .rescue(let rescue):
      try emit(RescueShowCommand.text(try project.showRescue(rescue.id), at: project.now, .output))
    }
  }

  private static func json(_ contents: CheckpointContents) -> JSONObject {
    var object: JSONObject
    switch contents.point {
    case .checkpoint(let checkpoint):
      object = CheckpointResult.json(checkpoint)
      object["ref"] = .string(checkpoint.refName)
      object["task_id"] = checkpoint.note.run.map { .string($0) } ?? .null
      object["covers"] = .array(checkpoint.trees.map { .string($0.path) })
    case .rescue(let rescue): object = rescue.json
    }
    object["size"] = .integer(contents.size)
    object["contents"] = .array(
      contents.files.map { ["path": .string($0.name), "size": $0.size.map { .integer($0) } ?? .null] })
    return object
  }

  /// One page, as `rescue show` has it.
  static func text(
    _ checkpoint: Checkpoint, _ contents: CheckpointContents, at now: Timestamp, _ style: Style
  ) -> String {
    var sheet = Sheet(heading: "checkpoint \(checkpoint.number)  \(checkpoint.note.phase)")
    if let passed = checkpoint.note.validation {
      sheet.note = passed ? ("validated", .green) : ("validation failed", .red)
    }
    sheet.facts = [
      ago(Timestamp(seconds: checkpoint.created), at: now), counted(contents.files.count, "file"),
      "\(contents.size) bytes",
    ]
    sheet.fields = [
      ("message", checkpoint.note.message ?? ""), ("run", checkpoint.note.run ?? ""),
      ("branch", checkpoint.branchName ?? "(detached)"), ("head", checkpoint.headSha ?? ""),
      (
        "covers",
        checkpoint.trees.count > 1 || checkpoint.trees.first?.path != "."
          ? checkpoint.trees.map { $0.path == "." ? "the main working tree" : $0.path }.joined(
            separator: ", ")
          : ""
      ),
      ("id", checkpoint.id), ("ref", checkpoint.refName), ("commit", checkpoint.sha),
    ]
    sheet.texts = [("Files that differ from head, with their bytes", RescueShowCommand.list(contents.files))]
    // A run's is found with its run; any other by its id from everywhere.
    let run = checkpoint.note.run.map { " --run \(shellWord($0))" }
    let name = run == nil ? shellWord(checkpoint.id) : "\(checkpoint.number)"
    return sheet.render(style) + "\nBack to it: gitstate checkpoint rollback \(name)\(run ?? "")"
  }
}
