import ArgumentParser
import JSON
import StateMachine

struct RunCleanupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cleanup",
    abstract: "Take away the folders and branches of a run's modules; what is not merged is rescued.",
    discussion: "Example: gitstate run cleanup --run 1b4e28ba")

  @OptionGroup var option: RunOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let arguments: JSONObject = ["task_id": .string(try option.id(in: project, for: "run cleanup"))]
    if output.isJSON { return try ToolReply.emit("cleanup_worktrees", arguments, place) }
    try emit(RunCleanupCommand.text(try ToolReply.value("cleanup_worktrees", arguments, place), .output))
  }

  /// What went, from the tool's answer.
  static func text(_ answer: JSONValue, _ style: Style) -> String {
    func names(_ key: String) -> [String] {
      (answer[key]?.arrayValue ?? []).map { item in
        plain(item.stringValue ?? item["worktree_path"]?.stringValue ?? item["path"]?.stringValue ?? "")
      }
    }
    let removed = names("removed")
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    var lines = [
      removed.isEmpty ? "\(mark) no folder of the run is left" : "\(mark) removed \(spoken(removed))"
    ]
    let branches = names("branches_deleted")
    if !branches.isEmpty { lines.append("  branches deleted: \(spoken(branches))") }
    for rescue in answer["rescued"]?.arrayValue ?? [] {
      guard let id = rescue.stringValue ?? rescue["id"]?.stringValue else { continue }
      lines.append("  not merged, kept as \(plain(id)): gitstate rescue show \(plain(id))")
    }
    lines += WarningLines.render((answer["warnings"]?.arrayValue ?? []).compactMap(\.stringValue), style)
      .dropFirst()
    return lines.joined(separator: "\n")
  }
}
