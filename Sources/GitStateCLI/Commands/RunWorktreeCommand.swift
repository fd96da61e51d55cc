import ArgumentParser
import JSON
import StateMachine

struct RunWorktreeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worktree",
    abstract: "Make the folder in which one module of a run is worked on.",
    discussion: """
      It begins at the run's branch, with the modules of complete phases merged in; what is there already stays.

      Example: cd "$(gitstate run worktree api --quiet)"
      """)

  @Argument(help: ArgumentHelp("The module.", valueName: "module"))
  var module: String

  @Option(
    help: ArgumentHelp("A rescue to bring back into the folder.", valueName: "rescue"),
    completion: .custom(NameCompletion.rescues))
  var restore: String?

  @Flag(name: .shortAndLong, help: "Print the folder's path and nothing else.")
  var quiet = false

  @OptionGroup var option: RunOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let id = try option.id(in: project, for: "run worktree \(shellWord(module))")
    var arguments: JSONObject = ["task_id": .string(id), "name": .string(module)]
    if let restore { arguments["restore"] = .string(restore) }
    let progress = ProgressBar()
    defer { progress.end() }
    if output.isJSON {
      return try ToolReply.emit("create_worktree", arguments, place, context: progress.context())
    }
    let answer = try ToolReply.value("create_worktree", arguments, place, context: progress.context())
    progress.end()
    if quiet { return try emit(answer["path"]?.stringValue ?? "") }
    var lines = [WorktreeAddCommand.text(answer, .output)]
    let missing = (answer["missing"]?.arrayValue ?? []).map { plain($0.stringValue ?? $0.serialized()) }
    if !missing.isEmpty { lines.append("  could not be merged in: \(spoken(missing))") }
    try emit(lines.joined(separator: "\n"))
  }
}
