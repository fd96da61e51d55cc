import ArgumentParser
import JSON
import StateMachine

struct WorktreeRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove a worker's folder, which frees its unfinished task.",
    discussion: """
      Uncommitted work is rescued first, and commits that no branch holds. The branch stays, with its commits. A folder \
      that is not there is removed already.

      Example: gitstate worktree remove 1
      """)

  @Argument(
    help: ArgumentHelp("The worker: 1 or worker-1.", valueName: "worker"),
    completion: .custom(NameCompletion.workers))
  var worker: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let arguments: JSONObject = ["worker_id": .string(worker)]
    if output.isJSON { return try ToolReply.emit("remove_worktree", arguments, place) }
    try emit(WorktreeRemoveCommand.text(try ToolReply.value("remove_worktree", arguments, place), .output))
  }

  /// What was removed, from the tool's answer.
  static func text(_ answer: JSONValue, _ style: Style) -> String {
    let path = plain(answer["worktree_path"]?.stringValue ?? "")
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    let word = answer["changed"]?.boolValue == false ? "is not there" : "is removed"
    var lines = ["\(mark) \(path) \(word)"]
    for task in (answer["released"]?.arrayValue ?? []).compactMap(\.stringValue) {
      lines.append("  task \(plain(task)) is free again")
    }
    lines += RescueLines.of(answer)
    lines += WarningLines.render((answer["warnings"]?.arrayValue ?? []).compactMap(\.stringValue), style)
      .dropFirst()
    return lines.joined(separator: "\n")
  }
}
