import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct AbortCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "abort",
    abstract:
      "End a plan: nothing more is handed out, and every lease ends. Shows it, and asks for the plan's id.",
    discussion: """
      Branches, worktrees and what was merged stay. A worker that reports late is told so, and its report is kept as a note. \
      `gitstate approve --reopen` lets the plan go on. A workflow ends as by `gitstate workflow abort`.

      Example: gitstate abort session-20250112-143000 --reason "the customer has left"
      """)

  @OptionGroup var subject: SubjectArgument

  @Option(help: ArgumentHelp("Why, for whoever reads the story.", valueName: "reason"))
  var reason: String?

  @OptionGroup var consent: DecisionConsent
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    if let view = try subject.workflow(in: project, for: "abort") {
      return try WorkflowConsent(project: project, consent: consent, output: output).take(
        .abort, on: view.branch, reason: reason)
    }
    let branch = try subject.plan.choice(in: project).branch(for: "abort")
    let asked = try project.whatWaits(branch)
    if consent.dryRun {
      if output.isJSON { return try ToolReply.emit(ConsentResult.asked(asked)) }
      return try emit(asked.shown())
    }
    let isOver = asked.view.plan.consent.aborted != nil
    let way = isOver ? .terminal : try consent.way(to: .abort, "abort", asked, output)
    let decided =
      isOver ? asked : try project.decide(asked.view.branch, .abort, by: way, seen: nil, reason: reason)
    if output.isJSON { return try ToolReply.emit(ConsentResult.decided(decided)) }
    try emit(DecisionLine.text(decided, .output))
  }
}
