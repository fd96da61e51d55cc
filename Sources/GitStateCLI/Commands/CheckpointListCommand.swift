import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct CheckpointListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the checkpoints of the branch that is checked out, or of a run, the newest first.",
    discussion: "Example: gitstate checkpoint list --json | jq -r '.checkpoints[-1].id'")

  @Flag(help: "Those of every branch and run, with their ids.")
  var all = false

  @Option(help: ArgumentHelp("How many of the newest, 1 to 1000.", valueName: "number"))
  var limit = 50

  @OptionGroup var tree: TreeOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func validate() throws {
    guard (1...1_000).contains(limit) else {
      throw ValidationError("--limit is \(limit), and it takes 1 to 1000.")
    }
    if all, tree.run != nil || tree.directory != nil {
      throw ValidationError("--all lists every branch and run: it takes neither --run nor --directory.")
    }
  }

  func run() throws {
    let project = try place.project()
    let found =
      all
      ? try project.allCheckpoints()
      : try project.listCheckpoints(run: tree.run, folder: tree.folder(place, in: project))
    let shown = found.suffix(limit)
    let sizes = try shown.map { try project.size(of: $0) }
    if output.isJSON {
      let rows = zip(shown, sizes).map { checkpoint, size in
        var object = CheckpointResult.json(checkpoint)
        object["size"] = .integer(size)
        return JSONValue.object(object)
      }
      var object: JSONObject = ["checkpoints": .array(rows), "total": .integer(found.count)]
      if rows.count < found.count { object["truncated"] = true }
      return try ToolReply.emit(object)
    }
    var page = CheckpointTable(
      rows: zip(shown, sizes).reversed().map { .init($0, size: $1) }, left: found.count - shown.count,
      now: project.now)
    page.namesAll = all
    page.words = tree.words
    try emit(page.render(.output))
  }
}

extension CheckpointTable.Row {
  init(_ checkpoint: Checkpoint, size: Int) {
    self.init(
      id: checkpoint.id, number: checkpoint.number, phase: checkpoint.note.phase,
      taken: Timestamp(seconds: checkpoint.created), branch: checkpoint.branchName,
      files: checkpoint.files, validated: checkpoint.note.validation, size: size)
  }
}
