import ArgumentParser
import GitState
import JSON
import StateMachine

struct PlanShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a plan as a board: a column for each state, who has what since when, which attempt.",
    discussion: """
      Without a name it shows the only active plan, or lists the plans to choose from. A column that is long is cut; --all \
      shows every card. `gitstate parse-plan` shows the same by waves.

      Example: gitstate plan show --json | jq '.columns[] | {name, total}'
      """)

  @OptionGroup var plan: PlanArgument

  @Flag(help: "Show every card of a long column.")
  var all = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let choice = try plan.choice(in: project)
    if case .several(let views, let remote) = choice, !output.isJSON {
      try emit(PlanList(items: views.map { .init($0) }, remote: remote, command: "plan").render(.output))
    }
    let view = try project.readPlan(choice.branch(for: "plan"))
    let stands = try project.stands(of: view)
    if output.isJSON { return try ToolReply.emit(BoardJSON.board(view, stands)) }
    var board = BoardPage(page: try PlanPage(board: view, in: project))
    board.stands = stands
    board.limit = all ? nil : 12
    try emit(board.render(.output))
  }
}

extension PlanPage {
  /// What stands above a board's columns and below them.
  init(board view: PlanView, in project: Project) throws(Rejection) {
    self.init(plan: view.plan, facts: view.facts, branch: view.branch, now: project.now)
    warnings = view.warnings
    finished = Set(view.finished)
    ahead = try project.landing(of: view)?.ahead
    if let archived = view.archived {
      remark =
        "Archived \(archived.at.description.prefix(10)) by \(archived.by): gitstate plan unarchive \(shellWord(archived.id)) brings it back."
    } else if !view.branch.hasPrefix("plan/") {
      remark = "Read only, from \(view.branch)."
    }
  }
}
