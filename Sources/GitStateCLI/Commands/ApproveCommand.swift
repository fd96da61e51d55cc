import ArgumentParser
import GitState
import JSON
import MCPServer
import StateMachine

struct ApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract:
      "Decide what a plan waits for: its approval, a batch, a halt. Shows it, and asks for the plan's id.",
    discussion: """
      A person types the plan's id at a terminal; that is what the ledger records. Where the plan was made with \
      approve_via any, a script decides with --yes. With --revise the plan waits on until it was changed; an aborted plan \
      goes on only with --reopen. Without a name it takes the only plan that waits. A workflow is decided on as by \
      `gitstate workflow approve`.

      Example: gitstate approve session-20250112-143000
      """)

  @OptionGroup var subject: SubjectArgument

  @Option(help: ArgumentHelp("Send it back instead, with what is to be changed.", valueName: "reason"))
  var revise: String?

  @Option(
    name: [.long, .customLong("agent")],
    help: ArgumentHelp(
      "What the revision is about: a task, a file; of a workflow the agent.", valueName: "what"))
  var about: String?

  @Flag(help: "Let an aborted plan go on.")
  var reopen = false

  @OptionGroup var consent: DecisionConsent
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func validate() throws {
    if reopen, revise != nil { throw ValidationError("--reopen and --revise exclude each other.") }
    if about != nil, revise == nil { throw ValidationError("--about belongs to --revise <reason>.") }
    if let revise, comparable(revise).isEmpty { throw ValidationError("--revise needs a reason.") }
  }

  func run() throws {
    let project = try place.project()
    // Without a name only a plan is opened again; a workflow that is named says what is done instead.
    if !reopen || subject.name != nil,
      let view = try subject.workflow(in: project, for: "approve", preferring: { $0.wait != nil })
    {
      return try WorkflowConsent(project: project, consent: consent, output: output).take(
        reopen ? .reopen : revise == nil ? .approve : .revise, on: view.branch, reason: revise, target: about)
    }
    let branch = try subject.plan.choice(in: project) { view in
      reopen ? view.state == .aborted : view.state.isOpen && view.plan.consent.foremost != nil
    }.branch(for: reopen ? "approve --reopen" : "approve")
    let asked = try project.whatWaits(branch)
    if consent.dryRun {
      if output.isJSON { return try ToolReply.emit(ConsentResult.asked(asked)) }
      return try emit(asked.shown())
    }
    let present = asked.view.plan
    let decision: Decision =
      reopen
      ? .reopen : revise != nil ? .revise : present.consent.foremost?.point == .plan ? .approve : .confirm
    // What is decided already is said, and asked of nobody.
    let isOver =
      reopen
      ? present.isGiven(present.verdict(.reopen, by: .terminal, seen: nil))
      : present.consent.foremost == nil && present.consent.aborted == nil && revise == nil
    guard !isOver else { return try show(asked) }
    let seen = reopen ? nil : asked.seen
    let verdict = present.verdict(decision, by: .terminal, seen: seen, reason: revise, target: about)
    // What the plan would refuse, whoever decides, nobody is asked.
    _ = try present.decide(.decide(verdict), given: asked.view.facts, at: project.now)
    let verb = reopen ? "let it go on" : revise != nil ? "send it back" : decision.rawValue
    let way = try consent.way(to: decision, verb, asked, output)
    try show(try decide(decision, by: way, on: asked, seen: seen, project))
  }

  /// Decides on what was shown; where that is not there any more, the refusal tells what became otherwise meanwhile.
  private func decide(
    _ decision: Decision, by way: DecisionWay, on asked: PlanQuestion, seen: String?, _ project: Project
  ) throws(Rejection) -> PlanQuestion {
    let branch = asked.view.branch
    do throws(Rejection) {
      return try project.decide(branch, decision, by: way, seen: seen, reason: revise, target: about)
    } catch {
      var refusal = error
      let news =
        refusal.code == .outdated ? try project.whatWaits(branch).view.plan.news(since: asked.view.plan) : []
      if !news.isEmpty {
        refusal.sentence =
          "\(branch) is not what was shown; since then: \(news.joined(separator: "; ")). Nothing was decided."
      }
      throw refusal
    }
  }

  private func show(_ decided: PlanQuestion) throws {
    if output.isJSON { return try ToolReply.emit(ConsentResult.decided(decided)) }
    try emit(DecisionLine.text(decided, .output))
  }
}
