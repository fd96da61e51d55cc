import ArgumentParser
import GitState
import JSON
import StateMachine

struct WorkflowResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a workflow that was interrupted, or that failed.",
    discussion: """
      What was complete stays so. One that failed goes on only with --instructions: what is to be done otherwise.

      Example: gitstate workflow resume --instructions "Use the session table that is there"
      """)

  @OptionGroup var argument: WorkflowArgument

  @Option(help: ArgumentHelp("What agents are told from now on.", valueName: "text"))
  var instructions: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let view = try WorkflowChoice.view(of: argument.workflow, in: project, for: "workflow resume") {
      $0.status != .completed
    }
    var arguments: JSONObject = ["workflow_id": .string(argument.workflow ?? view.branch)]
    if let instructions { arguments["instructions"] = .string(instructions) }
    if output.isJSON { return try ToolReply.emit("resume_workflow", arguments, place) }
    let answer = try ToolReply.value("resume_workflow", arguments, place)
    let mark = Style.output.paint(Style.output.isUnicode ? "✓" : "+", .green)
    try emit(
      WorkflowReply.text(
        answer, in: project, "\(mark) workflow \(plain(view.id?.text ?? "")) goes on", .output))
  }
}
