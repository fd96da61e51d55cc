import ArgumentParser
import JSON
import StateMachine

struct RunPhaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phase",
    abstract: "Complete a phase by the checkpoint that holds it; the next one is current.",
    discussion: """
      Phases go in order. Without a checkpoint it takes a reason.

      Example: gitstate run phase 2 --checkpoint latest
      """)

  @Argument(
    help: ArgumentHelp("The phase, by its number or name.", valueName: "phase"),
    completion: .custom(NameCompletion.phases))
  var phase: String

  @Option(
    help: ArgumentHelp(
      "One of the run's: a number, id, commit, latest or last-passed.", valueName: "checkpoint"),
    completion: .custom(NameCompletion.checkpoints))
  var checkpoint: String?

  @Option(help: ArgumentHelp("Why there is no checkpoint.", valueName: "text"))
  var reason: String?

  @OptionGroup var option: RunOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let id = try option.id(in: project, for: "run phase \(shellWord(phase))")
    var arguments: JSONObject = ["task_id": .string(id), "phase": .string(phase)]
    if let checkpoint { arguments["checkpoint_id"] = .string(checkpoint) }
    if let reason { arguments["reason"] = .string(reason) }
    if output.isJSON { return try ToolReply.emit("mark_phase_complete", arguments, place) }
    try emit(
      RunPhaseCommand.text(
        try ToolReply.value("mark_phase_complete", arguments, place), option.words, .output))
  }

  /// What is complete, from the tool's answer.
  static func text(_ answer: JSONValue, _ words: String, _ style: Style) -> String {
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    let word = answer["changed"]?.boolValue == false ? "was complete already" : "is complete"
    let name = plain(answer["phase"]?.stringValue ?? "")
    guard let current = answer["current_phase"]?.stringValue else {
      return "\(mark) \(name) \(word)\n  all phases are: gitstate run complete\(words)"
    }
    return "\(mark) \(name) \(word)\n  now: \(plain(current))"
  }
}
