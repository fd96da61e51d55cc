import ArgumentParser
import JSON
import StateMachine

struct RunStartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Start a run on the branch that is checked out, and take its checkpoint 0.",
    discussion: """
      Its phases are those of --phase, else of --spec, else of .spec/SPEC.md or .prelude/READY.md; where there is none, \
      the first mention of a phase adds it.

      Example: run=$(gitstate run start "Port the importer" --phase Parser --phase Storage --quiet)
      """)

  @Argument(help: ArgumentHelp("What is to be done.", valueName: "description"))
  var what: String

  @Option(
    help: ArgumentHelp("A specification: each heading \"### Phase 1: …\" is a phase.", valueName: "path"),
    completion: .file(extensions: ["md"]))
  var spec: String?

  @Option(help: ArgumentHelp("A phase; may be repeated, in their order.", valueName: "name"))
  var phase: [String] = []

  @Option(
    help: ArgumentHelp(
      "A folder of the working tree to work in; else the one that the command runs in.", valueName: "path"),
    completion: .directory)
  var directory: String?

  @Option(
    help: ArgumentHelp(
      "An idempotency key: repeating the call with it starts no second one.", valueName: "key"))
  var key: String?

  @Flag(name: .shortAndLong, help: "Print the run's id and nothing else.")
  var quiet = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    var arguments: JSONObject = ["description": .string(what)]
    let folder = try TreeOptions.folder(directory, place, in: project)
    arguments["working_directory"] = .string(folder ?? ".")
    if let spec { arguments["spec"] = .string(spec) }
    if !phase.isEmpty { arguments["phases"] = .array(phase.map { .string($0) }) }
    let progress = ProgressBar()
    defer { progress.end() }
    let context = progress.context(meta: key.map { ["gitstate/idempotencyKey": .string($0)] } ?? [:])
    if output.isJSON { return try ToolReply.emit("start_task", arguments, place, context: context) }
    let answer = try ToolReply.value("start_task", arguments, place, context: context)
    progress.end()
    if quiet { return try emit(answer["task_id"]?.stringValue ?? "") }
    try emit(RunStartCommand.text(answer, .output))
  }

  /// What was started, from the tool's answer.
  static func text(_ answer: JSONValue, _ style: Style) -> String {
    let id = plain(answer["task_id"]?.stringValue ?? "")
    let phases = answer["phases"]?.arrayValue?.count ?? 0
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    var lines = ["\(mark) run \(id) is started on \(plain(answer["base"]?.stringValue ?? ""))"]
    if let spec = answer["spec"]?.stringValue {
      lines.append("  \(counted(phases, "phase")), from \(plain(spec))")
    } else if phases > 0 {
      lines.append("  \(counted(phases, "phase"))")
    } else {
      lines.append("  without phases: the first mention of one adds it")
    }
    if let current = answer["current_phase"]?.stringValue { lines.append("  at: \(plain(current))") }
    lines.append(
      "  checkpoint 0 holds everything as it is: gitstate checkpoint rollback 0 --run \(id.prefix(8))")
    lines.append("  how it stands: gitstate run status \(id.prefix(8))")
    lines += WarningLines.render((answer["warnings"]?.arrayValue ?? []).compactMap(\.stringValue), style)
      .dropFirst()
    return lines.joined(separator: "\n")
  }
}
