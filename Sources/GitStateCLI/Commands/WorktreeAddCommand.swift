import ArgumentParser
import Files
import JSON
import StateMachine

struct WorktreeAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Make a worker's folder on a task's branch, which claims the task for the worker.",
    discussion: "Example: cd \"$(gitstate worktree add task/001-user-model --worker 1 --quiet)\"")

  @Argument(
    help: ArgumentHelp("The task's branch.", valueName: "branch"), completion: .custom(NameCompletion.tasks))
  var branch: String

  @Option(
    help: ArgumentHelp("The worker: 1 works in .worktrees/worker-1.", valueName: "id"),
    completion: .custom(NameCompletion.workers))
  var worker: String

  @Option(
    help: ArgumentHelp("A rescue to bring back into the folder.", valueName: "rescue"),
    completion: .custom(NameCompletion.rescues))
  var restore: String?

  @Flag(name: .shortAndLong, help: "Print the folder's path and nothing else.")
  var quiet = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    var arguments: JSONObject = ["worker_id": .string(worker), "task_branch": .string(branch)]
    if let restore { arguments["restore"] = .string(restore) }
    let progress = ProgressBar()
    defer { progress.end() }
    if output.isJSON {
      return try ToolReply.emit("create_worktree", arguments, place, context: progress.context())
    }
    let answer = try ToolReply.value("create_worktree", arguments, place, context: progress.context())
    progress.end()
    if quiet { return try emit(answer["path"]?.stringValue ?? "") }
    try emit(WorktreeAddCommand.text(answer, .output))
  }

  /// What was made, from the tool's answer.
  static func text(_ answer: JSONValue, _ style: Style) -> String {
    let path = plain(answer["worktree_path"]?.stringValue ?? answer["path"]?.stringValue ?? "")
    let branch = plain(answer["task_branch"]?.stringValue ?? answer["branch"]?.stringValue ?? "")
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    let word = answer["reused"]?.boolValue == true ? "is there already, untouched" : "is ready"
    var lines = ["\(mark) \(path) \(word), on \(branch)"]
    if let behind = answer["behind"]?.intValue, behind > 0 {
      lines.append("  \(counted(behind, "commit")) behind the base")
    }
    if let task = answer["task_id"]?.stringValue, let worker = answer["worker_id"]?.stringValue {
      lines.append("  worker \(plain(worker)) holds task \(plain(task))")
    }
    if let restored = answer["restored"] {
      let written = restored["files_written"]?.intValue ?? 0
      lines.append(
        "  \(plain(restored["id"]?.stringValue ?? "")) is back: \(counted(written, "file")) written")
    }
    lines += RescueLines.of(answer)
    lines += WarningLines.render((answer["warnings"]?.arrayValue ?? []).compactMap(\.stringValue), style)
      .dropFirst()
    return lines.joined(separator: "\n")
  }
}

/// What an answer says of work that was in the way, and of what went with it.
enum RescueLines {
  static func of(_ answer: JSONValue) -> [String] {
    var lines: [String] = []
    if let rescued = answer["rescued"], let id = rescued["id"]?.stringValue {
      let files = rescued["files"]?.intValue.map { " (\(counted($0, "file")))" } ?? ""
      lines.append("  work that was there is kept as \(plain(id))\(files): gitstate rescue show \(plain(id))")
    }
    if let ignored = answer["ignored_removed"], let count = ignored["count"]?.intValue {
      let first = (ignored["files"]?.arrayValue ?? []).compactMap(\.stringValue).map { plain($0) }
      let rest = count > first.count ? " and \(count - first.count) more" : ""
      lines.append("  ignored by git, so gone with it: \(first.joined(separator: ", "))\(rest)")
    }
    return lines
  }
}
