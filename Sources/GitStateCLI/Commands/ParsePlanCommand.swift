import ArgumentParser
import GitState
import JSON
import StateMachine

struct ParsePlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse-plan",
    abstract: "Show a plan: its waves, who works on what, what is delivered.",
    discussion: """
      Without a name it shows the only active plan, or lists the plans to choose from. A name is a branch, a session id, \
      origin/plan/… in a fresh clone, or a commit of the plan.

      Example: gitstate parse-plan plan/session-20250112-143000 --at v2
      """)

  @OptionGroup var plan: PlanArgument

  @Option(help: ArgumentHelp("A past state: a version (v2), a seq (7) or a commit.", valueName: "state"))
  var at: String?

  @Option(
    help: ArgumentHelp("Only tasks of this status; may be repeated.", valueName: "status"),
    completion: .list(TaskStatus.Word.allCases.map(\.rawValue)))
  var status: [String] = []

  @Option(name: .customLong("task"), help: ArgumentHelp("Only this task; may be repeated.", valueName: "id"))
  var tasks: [String] = []

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let choice = try plan.choice(in: project)
    if case .several(let views, let remote) = choice, !output.isJSON {
      try emit(
        PlanList(items: views.map { .init($0) }, remote: remote, command: "parse-plan").render(.output))
    }
    let branch = try choice.branch(for: "parse-plan")
    if output.isJSON { return try ToolReply.emit("parse_plan", arguments(branch), place) }
    let view = try project.readPlan(branch, at: at)
    try emit(try page(view, project).render(.output))
  }

  private func arguments(_ branch: String) -> JSONObject {
    var arguments: JSONObject = ["branch": .string(branch)]
    if let at { arguments["at"] = .string(at) }
    if !status.isEmpty { arguments["status"] = .array(status.map { .string($0) }) }
    if !tasks.isEmpty { arguments["ids"] = .array(tasks.map { .string($0) }) }
    return arguments
  }

  private func page(_ view: PlanView, _ project: Project) throws(Rejection) -> PlanPage {
    var page = PlanPage(plan: view.plan, facts: view.facts, branch: view.branch, now: project.now)
    page.warnings = view.warnings
    page.finished = Set(view.finished)
    page.ahead = try project.landing(of: view)?.ahead
    if let at {
      page.remark = "As of \(at): tasks stand as they stood then, deliveries as they are now."
    } else if !view.branch.hasPrefix("plan/") {
      page.remark = "Read only, from \(view.branch)."
    }
    var words: Set<TaskStatus.Word> = []
    for text in status {
      guard let word = TaskStatus.Word(anyDialect: text) else {
        throw Rejection(
          .invalidArgument, "\(quoted(text)) is no status.",
          remedy: "Statuses are \(spoken(TaskStatus.Word.allCases.map(\.rawValue), limit: 20)).")
      }
      words.insert(word)
    }
    var ids: Set<PlanTaskID> = []
    for text in tasks { ids.insert(try view.plan.task(named: text).id) }
    page.isShown = { task in
      (words.isEmpty || words.contains(task.status.word)) && (ids.isEmpty || ids.contains(task.id))
    }
    return page
  }
}
