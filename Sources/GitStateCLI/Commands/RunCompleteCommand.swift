import ArgumentParser
import JSON
import StateMachine

struct RunCompleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract: "End a run whose phases are all complete: its work is committed, its worktrees go.",
    discussion: """
      What was there before the run is left alone and named; what is not merged is rescued.

      Example: gitstate run complete --summary "The importer is ported"
      """)

  @Flag(help: "Commit nothing.")
  var noCommit = false

  @Option(help: ArgumentHelp("What was done, for the commit's message.", valueName: "text"))
  var summary: String?

  @OptionGroup var option: RunOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    var arguments: JSONObject = ["task_id": .string(try option.id(in: project, for: "run complete"))]
    if noCommit { arguments["commit_changes"] = false }
    if let summary { arguments["summary"] = .string(summary) }
    if output.isJSON { return try ToolReply.emit("complete_task", arguments, place) }
    try emit(RunCompleteCommand.text(try ToolReply.value("complete_task", arguments, place), .output))
  }

  /// How it ended, from the tool's answer.
  static func text(_ answer: JSONValue, _ style: Style) -> String {
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    var lines = ["\(mark) the run is \(plain(answer["status"]?.stringValue ?? "completed"))"]
    if answer["changed"]?.boolValue == false { lines[0] += " already" }
    if let commit = answer["commit_sha"]?.stringValue {
      lines.append("  committed as \(plain(String(commit.prefix(12))))")
    }
    func list(_ key: String) -> [String] {
      (answer[key]?.arrayValue ?? []).map { plain($0.stringValue ?? $0["path"]?.stringValue ?? "") }
    }
    let removed = list("worktrees_removed")
    if !removed.isEmpty { lines.append("  worktrees removed: \(spoken(removed))") }
    let left = list("left_alone")
    if !left.isEmpty { lines.append("  left alone, for it was there before the run: \(spoken(left))") }
    lines += RescueLines.of(answer)
    lines += WarningLines.render((answer["warnings"]?.arrayValue ?? []).compactMap(\.stringValue), style)
      .dropFirst()
    return lines.joined(separator: "\n")
  }
}
