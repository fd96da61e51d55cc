import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct RescueRestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Bring a rescue's files back into a working tree, byte for byte.",
    discussion: """
      What is there now is rescued first, so restoring that rescue undoes it. HEAD and its branch stay where they are.

      Example: gitstate rescue restore 20261121T030000Z-1f3a9c02 --into worker-1
      """)

  @Argument(
    help: ArgumentHelp("The rescue: its id, ref or commit.", valueName: "rescue"),
    completion: .custom(NameCompletion.rescues))
  var rescue: String

  @Option(
    help: ArgumentHelp(
      "A worker, the path of one of the repository's worktrees, or . for the main one; else the one it was taken of.",
      valueName: "place"),
    completion: .custom(NameCompletion.workers))
  var into: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let restored = try place.project().restoreRescue(rescue, into: into)
    if output.isJSON {
      var object: JSONObject = [
        "success": true, "changed": .bool(restored.changed), "id": .string(restored.rescue.id),
        "files_written": .integer(restored.written),
        "files_removed": .integer(restored.removed), "branch_remade": .bool(restored.branchRemade),
      ]
      if let rescued = restored.rescued { object["rescued"] = RescueResult.json(rescued) }
      return try ToolReply.emit(object)
    }
    try emit(RescueRestoreCommand.text(restored, into: into, .output))
  }

  static func text(_ restored: RestoredRescue, into place: String?, _ style: Style) -> String {
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    let there = plain(place ?? restored.rescue.path ?? "the main working tree")
    guard restored.changed else {
      return "\(mark) \(there) is as \(plain(restored.rescue.id)) has it already; nothing was touched"
    }
    var lines = [
      "\(mark) \(plain(restored.rescue.id)) is back in \(there): \(counted(restored.written, "file")) written, \(restored.removed) removed"
    ]
    if restored.branchRemade, let branch = restored.rescue.branchName {
      lines.append("  branch \(plain(branch)) was gone and is made again")
    }
    if let kept = restored.rescued {
      let into = place.map { " --into \(shellWord($0))" } ?? ""
      lines.append("  undo: gitstate rescue restore \(plain(kept.id))\(into)")
    }
    return lines.joined(separator: "\n")
  }
}
