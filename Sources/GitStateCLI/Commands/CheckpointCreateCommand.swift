import ArgumentParser
import GitState
import JSON
import StateMachine

struct CheckpointCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Keep branch, index and every file, untracked ones too; none of them is changed.",
    discussion: """
      With --run it covers every working tree of the run. What git ignores is not in it.

      Example: id=$(gitstate checkpoint create "Phase 2" --passed --quiet)
      """)

  /// What came of a validation.
  enum Validation: String, EnumerableFlag {
    case passed, failed

    static func help(for value: Validation) -> ArgumentHelp? {
      switch value {
      case .passed: "What is kept was validated, and passed: `last-passed` finds it."
      case .failed: "What is kept was validated, and failed."
      }
    }
  }

  @Argument(
    help: ArgumentHelp("What is at work; else the run's current phase, else work.", valueName: "phase"),
    completion: .custom(NameCompletion.phases))
  var phase: String?

  @Option(help: ArgumentHelp("A few words on it.", valueName: "text"))
  var message: String?

  @Flag(exclusivity: .exclusive)
  var validation: Validation?

  @Flag(help: "Also commit everything to the branch that is checked out.")
  var commit = false

  @Option(
    help: ArgumentHelp(
      "An idempotency key: repeating the call with it takes no second one.", valueName: "key"))
  var key: String?

  @Flag(name: .shortAndLong, help: "Print the checkpoint's id and nothing else.")
  var quiet = false

  @OptionGroup var tree: TreeOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    var arguments: JSONObject = ["phase": .string(try named(in: project))]
    if let run = tree.run { arguments["task_id"] = .string(run) }
    if let folder = try tree.folder(place, in: project) { arguments["working_directory"] = .string(folder) }
    if let message { arguments["message"] = .string(message) }
    if let validation { arguments["validation_passed"] = .bool(validation == .passed) }
    if commit { arguments["commit"] = true }
    let progress = ProgressBar()
    defer { progress.end() }
    let context = progress.context(meta: key.map { ["gitstate/idempotencyKey": .string($0)] } ?? [:])
    if output.isJSON { return try ToolReply.emit("create_checkpoint", arguments, place, context: context) }
    let answer = try ToolReply.value("create_checkpoint", arguments, place, context: context)
    progress.end()
    if quiet { return try emit(answer["id"]?.stringValue ?? "") }
    try emit(CheckpointCreateCommand.text(answer, tree.words, .output))
  }

  /// The phase that was named, else the one that the run is at.
  private func named(in project: Project) throws(Rejection) -> String {
    if let phase { return phase }
    guard let run = tree.run else { return "work" }
    if let current = try project.readRun(run).run.current { return current.name.text }
    throw Rejection(
      .missingArgument, "No phase of the run is open, so the checkpoint needs one to be named.",
      details: [.init("argument", .text("phase"))],
      remedy: "Name it: gitstate checkpoint create 'after all' --run \(shellWord(run))")
  }

  /// What was taken, from the tool's answer.
  ///
  /// - Parameter words: what a further line names besides.
  static func text(_ answer: JSONValue, _ words: String, _ style: Style) -> String {
    let number = answer["number"]?.intValue ?? 0
    let files = answer["files_changed"]?.intValue ?? 0
    var facts = [plain(answer["branch"]?.stringValue ?? "detached HEAD"), counted(files, "file")]
    if let passed = answer["validation_passed"]?.boolValue {
      facts.append(passed ? "validated" : "validation failed")
    }
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    var lines = [
      "\(mark) checkpoint \(number) is taken: \(plain(answer["phase"]?.stringValue ?? ""))",
      "  \(facts.joined(separator: style.dot))\(style.dot)\(plain(answer["id"]?.stringValue ?? ""))",
    ]
    let covers = (answer["covers"]?.arrayValue ?? []).compactMap(\.stringValue)
    if covers.count > 1 {
      let names = covers.map { $0 == "." ? "the main working tree" : plain($0) }
      lines.append("  covers \(spoken(names))")
    }
    if let commit = answer["commit_sha"]?.stringValue {
      lines.append("  committed as \(plain(String(commit.prefix(12))))")
    }
    let left = (answer["left_alone"]?.arrayValue ?? []).compactMap(\.stringValue).map { plain($0) }
    if !left.isEmpty { lines.append("  left alone, for it was there before the run: \(spoken(left))") }
    lines.append("  back to it: gitstate checkpoint rollback \(number)\(words)")
    lines += WarningLines.render((answer["warnings"]?.arrayValue ?? []).compactMap(\.stringValue), style)
      .dropFirst()
    return lines.joined(separator: "\n")
  }
}
