import ArgumentParser
import GitState
import JSON
import StateMachine

struct WorkflowStartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Start a workflow: who works in it, why, and what is to be done first.",
    discussion: """
      The request itself says how much of the workflow is meant: agents that it names, or words that are theirs. --mode and \
      --agent say it instead.

      Example: id=$(gitstate workflow start "Only the frontend: a darker header" --definition fullstack.json --quiet)
      """)

  enum Mode: String, ExpressibleByArgument, CaseIterable {
    case auto, full, partial, selective

    init?(argument: String) { self.init(rawValue: comparable(argument)) }
  }

  @Argument(help: ArgumentHelp("What is to be done.", valueName: "request"))
  var request: String

  @Option(
    help: ArgumentHelp(
      "The workflow's phases and agents, as JSON; - reads standard input. Else those of --continues, or of the open one that the request means.",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var definition: String?

  @Option(help: ArgumentHelp("auto, full, partial (one agent) or selective.", valueName: "mode"))
  var mode = Mode.auto

  @Option(help: ArgumentHelp("An agent that works; may be repeated.", valueName: "agent"))
  var agent: [String] = []

  @Option(
    help: ArgumentHelp("An earlier workflow that this one goes on from.", valueName: "workflow"),
    completion: .custom(NameCompletion.workflows))
  var continues: String?

  @Option(
    help: ArgumentHelp(
      "What an agent is told besides: frontend=text; may be repeated.", valueName: "agent=text"))
  var instruct: [String] = []

  @Option(
    help: ArgumentHelp(
      "An idempotency key: repeating the call with it starts no second one.", valueName: "key"))
  var key: String?

  @Flag(name: .shortAndLong, help: "Print the workflow's id and nothing else.")
  var quiet = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func validate() throws {
    _ = try instructions()
  }

  func run() throws {
    let project = try place.project()
    var arguments: JSONObject = ["request": .string(request)]
    if let definition { arguments["definition"] = try DefinitionFile.value(at: definition) }
    if mode != .auto { arguments["mode"] = .string(mode.rawValue) }
    if !agent.isEmpty { arguments["target_agents"] = .array(agent.map { .string($0) }) }
    if let continues { arguments["continues"] = .string(continues) }
    if let instructions = try instructions() { arguments["instructions"] = .object(instructions) }
    let context = ProgressBar().context(meta: key.map { ["gitstate/idempotencyKey": .string($0)] } ?? [:])
    let answer: JSONValue
    do throws(Rejection) {
      answer = try ToolReply.value("start_workflow", arguments, place, context: context)
    } catch {
      throw inOwnWords(error)
    }
    if output.isJSON { return try ToolReply.emit(answer.objectValue ?? [:]) }
    let id = answer["workflow_id"]?.stringValue ?? ""
    if quiet { return try emit(plain(id)) }
    let view = try project.readWorkflow(id)
    try emit(
      WorkflowReply.text(
        answer, in: project,
        WorkflowStartCommand.line(view.workflow, why: answer["why"]?.stringValue, .output), .output))
  }

  /// `✓ workflow wf-1 is started`, and the mode with its reason.
  static func line(_ workflow: Workflow, why: String? = nil, _ style: Style) -> String {
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    guard let founding = workflow.founding else { return mark }
    let done = workflow.resumed == nil ? "started" : "resumed"
    let why = style.wrap(WorkflowPage.mode(of: founding, why: why), to: style.width - 2)
    return (["\(mark) workflow \(plain(founding.id.text)) is \(done)"] + why.map { "  \($0)" }).joined(
      separator: "\n")
  }

  /// A refusal that names options where the tool's names arguments, and proposes this command in its place.
  private func inOwnWords(_ refusal: Rejection) -> Rejection {
    var refusal = refusal
    if refusal.code == .missingArgument,
      refusal.details.contains(.init("argument", .text("definition")))
    {
      refusal.sentence = "--definition is required, or --continues."
      refusal.remedy =
        "gitstate workflow start \(plain(shellWord(request))) --definition <file>"
    }
    guard let next = refusal.next, next.tool == "start_workflow" else { return refusal }
    var words = ["gitstate", "workflow", "start", shellWord(request)]
    func add(_ option: String, _ value: String?) { if let value { words += [option, shellWord(value)] } }
    add("--definition", definition)
    add("--continues", continues)
    for argument in next.arguments {
      switch (argument.name, argument.value) {
      case ("mode", .text(let mode)): add("--mode", mode)
      case ("target_agents", .list(let agents)):
        for agent in agents { if case .text(let name) = agent { add("--agent", name) } }
      default: break
      }
    }
    for pair in instruct { add("--instruct", pair) }
    refusal.remedy = words.joined(separator: " ")
    return refusal
  }

  /// As the tool takes them; nil where none was given.
  private func instructions() throws -> JSONObject? {
    if instruct.isEmpty { return nil }
    var object = JSONObject()
    for pair in instruct {
      guard let mark = pair.firstIndex(of: "="), mark > pair.startIndex else {
        throw ValidationError("\(quoted(pair)) is no agent=text.")
      }
      let agent = String(pair[..<mark])
      guard object[agent] == nil else {
        throw ValidationError("\(quoted(agent)) is told twice: one --instruct for each agent.")
      }
      object[agent] = .string(String(pair[pair.index(after: mark)...]))
    }
    return object
  }
}
