import ArgumentParser
import Files
import GitState
import JSON
import StateMachine

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge a task's branch into its plan's base, and complete the task.",
    discussion: """
      The merge is made without a checkout; where the base is checked out, its files follow if that loses nothing. On a \
      conflict nothing moves.

      Example: gitstate merge task/001-user-model --summary "Users are stored"
      """)

  @Argument(
    help: ArgumentHelp("The task's branch.", valueName: "branch"), completion: .custom(NameCompletion.tasks))
  var branch: String

  @Option(help: ArgumentHelp("The branch to merge into; else the plan's base.", valueName: "branch"))
  var into: String?

  @Option(help: ArgumentHelp("What was done, for the merge's message.", valueName: "text"))
  var summary: String?

  @Flag(name: .customLong("no-complete"), help: "Merge only; the task stays as it is.")
  var keepsOpen = false

  @OptionGroup var settled: ResolveOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    var arguments: JSONObject = ["task_branch": .string(branch)]
    if let into { arguments["into"] = .string(into) }
    if let summary { arguments["summary"] = .string(summary) }
    if keepsOpen { arguments["complete"] = false }
    if let resolutions = try settled.json() { arguments["resolutions"] = .object(resolutions) }
    let progress = ProgressBar()
    defer { progress.end() }
    if output.isJSON {
      return try ToolReply.emit("merge_task_branch", arguments, place, context: progress.context())
    }
    let answer = try ToolReply.value("merge_task_branch", arguments, place, context: progress.context())
    progress.end()
    try emit(MergeCommand.text(answer, branch: branch, .output))
  }

  /// What a merge did, from the tool's answer.
  static func text(_ answer: JSONValue, branch: String, _ style: Style) -> String {
    let into = plain(answer["into"]?.stringValue ?? "the base")
    let commit = (answer["commit_sha"]?.stringValue ?? "").prefix(12)
    let files = answer["files_total"]?.intValue ?? answer["files_changed"]?.arrayValue?.count ?? 0
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    var lines = [
      answer["changed"]?.boolValue == false
        ? "\(mark) \(plain(branch)) was merged into \(into) already, by \(commit)"
        : "\(mark) \(plain(branch)) \(style.arrow) \(into), \(counted(files, "file")) changed, commit \(commit)"
    ]
    func list(_ key: String) -> [String] {
      (answer[key]?.arrayValue ?? []).compactMap(\.stringValue).map { plain($0) }
    }
    if answer["completed"]?.boolValue == true, let task = answer["task_id"]?.stringValue {
      let provides = list("provides")
      lines.append(
        "  task \(plain(task)) is completed\(provides.isEmpty ? "" : " and provides \(spoken(provides))")")
    }
    let ready = list("ready")
    if !ready.isEmpty { lines.append("  ready now: \(spoken(ready))") }
    lines += WarningLines.render((answer["warnings"]?.arrayValue ?? []).compactMap(\.stringValue), style)
      .dropFirst()
    return lines.joined(separator: "\n")
  }
}
