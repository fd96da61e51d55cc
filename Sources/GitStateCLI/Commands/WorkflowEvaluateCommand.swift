import ArgumentParser
import GitState
import JSON
import StateMachine

struct WorkflowEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Send what the agents of a phase say of their work; what is to be done next follows.",
    discussion: """
      The results are a JSON array, or an object with results: each has agent, success, summary and files_modified, an \
      evaluator's also decision. The same sent twice counts once: the attempt says which time \
      it is, where an agent ends again in the same words.

      Example: echo '[{"agent":"planner","success":true,"summary":"Three steps","files_modified":[]}]' | gitstate workflow evaluate wf-1764148200123 1 --attempt 1 --results -
      """)

  @Argument(
    help: ArgumentHelp("The workflow, by its id.", valueName: "workflow"),
    completion: .custom(NameCompletion.workflows))
  var workflow: String

  @Argument(help: ArgumentHelp("The phase, by its number.", valueName: "phase"))
  var phase: Int

  @Option(
    help: ArgumentHelp("A file with the results; - reads standard input.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var results: String

  @Option(
    help: ArgumentHelp(
      "Which time the phase was handed out that these come from; status says it.", valueName: "number"))
  var attempt: Int?

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let given = try DefinitionFile.value(at: results, argument: "results")
    guard let list = given.arrayValue ?? given["results"]?.arrayValue else {
      throw Rejection(
        .invalidArgument, "The results are neither an array nor an object with results.",
        details: [.init("argument", .text("results"))],
        remedy: "`gitstate tools evaluate_workflow` shows what each holds.")
    }
    var arguments: JSONObject = [
      "workflow_id": .string(workflow), "phase": .integer(phase), "results": .array(list),
    ]
    if let attempt { arguments["attempt"] = .integer(attempt) }
    if output.isJSON { return try ToolReply.emit("evaluate_workflow", arguments, place) }
    let answer = try ToolReply.value("evaluate_workflow", arguments, place)
    let view = try project.readWorkflow(answer["workflow_id"]?.stringValue ?? workflow)
    let line = WorkflowEvaluateCommand.line(
      view.workflow, phase, changed: answer["changed"]?.boolValue ?? true, .output)
    try emit(WorkflowReply.text(answer, in: project, line, .output))
  }

  /// `✓ phase 2 passed`, or what became of it.
  static func line(_ workflow: Workflow, _ phase: Int, changed: Bool, _ style: Style) -> String {
    let already = changed ? "" : ", as was recorded before"
    guard workflow.record(of: phase)?.evaluation.isPassed == true else {
      let mark = style.paint(style.isUnicode ? "✗" : "x", .red)
      let again = workflow.retries.last.map { ": \(spoken($0.retry.agents.map { plain($0.text) })) again" }
      return "\(mark) phase \(phase) did not pass\(workflow.ended == nil ? again ?? "" : "")\(already)"
    }
    return "\(style.paint(style.isUnicode ? "✓" : "+", .green)) phase \(phase) passed\(already)"
  }
}
