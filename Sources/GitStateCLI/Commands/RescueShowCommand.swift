import ArgumentParser
import GitState
import JSON
import StateMachine

struct RescueShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a rescue holds.",
    discussion: "Example: gitstate rescue show 20261121T030000Z-1f3a9c02")

  @Argument(
    help: ArgumentHelp("The rescue: its id, ref or commit.", valueName: "rescue"),
    completion: .custom(NameCompletion.rescues))
  var rescue: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let contents = try project.showRescue(rescue)
    if output.isJSON {
      var object = contents.rescue.json
      object["size"] = .integer(contents.size)
      object["contents"] = .array(
        contents.files.map { ["path": .string($0.name), "size": $0.size.map { .integer($0) } ?? .null] })
      return try ToolReply.emit(object)
    }
    try emit(RescueShowCommand.text(contents, at: project.now, .output))
  }

  static func text(_ contents: RescueContents, at now: Timestamp, _ style: Style) -> String {
    let rescue = contents.rescue
    var sheet = Sheet(heading: rescue.id)
    sheet.note = (rescue.reason, .dim)
    sheet.facts = [
      ago(Timestamp(seconds: rescue.created), at: now), counted(contents.files.count, "file"),
      "\(contents.size) bytes",
    ]
    sheet.fields = [
      ("working tree", rescue.path ?? "(commits only)"), ("branch", rescue.branchName ?? ""),
      ("head", rescue.headSha ?? ""), ("ref", rescue.refName),
    ]
    sheet.texts = [("Files, with their bytes", list(contents.files))]
    // Into its own folder where that is always there; a rollback would move the branch as well.
    let way = rescue.path == "." ? nil : rescue.wayBack.map { NextCommand.line($0) }
    return sheet.render(style) + "\nBring it back: \(plain(way ?? rescue.commandBack))"
  }

  /// The first 100 files, a line each.
  static func list(_ files: [RescueContents.File]) -> String {
    let shown = files.prefix(100)
    var lines = shown.map {
      "\($0.size.map { "\($0)" } ?? "deleted")  \(quoted($0.name).dropFirst().dropLast())"
    }
    if files.count > shown.count { lines.append("and \(files.count - shown.count) more") }
    return lines.joined(separator: "\n")
  }
}
