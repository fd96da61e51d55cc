import ArgumentParser
import Files
import GitState
import StateMachine

/// A person's decision at a terminal: what there is to be seen is shown, and the id is typed.
struct DecisionConsent: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: "Decide without asking, for a script; only where approve_via is any.")
  var yes = false

  @Flag(help: "Only show what there is to be decided.")
  var dryRun = false

  func validate() throws {
    if yes, dryRun {
      throw ValidationError("--yes decides and --dry-run only shows: they exclude each other.")
    }
  }

  /// By what way the decision comes; refused where nobody types the id, and nobody else may decide.
  ///
  /// - Parameter verb: what is typed for, `approve`.
  func way(
    to decision: Decision, _ verb: String, _ asked: some DecisionSubject, _ output: OutputOptions
  ) throws -> DecisionWay {
    if yes {
      guard !asked.needsPerson(decision) else {
        var refusal = asked.personNeeded(for: decision, because: "--yes stands for none.")
        refusal.remedy = refusal.remedy.map { "Leave out --yes. \($0)" }
        throw refusal
      }
      return .agent
    }
    // With --json what is for the person goes beside the answer.
    let screen = output.isJSON ? StandardStream.errors : StandardStream.output
    guard StandardStream.input.isTerminal, screen.isTerminal else {
      if !asked.needsPerson(decision) { throw nobody(asked) }
      throw asked.personNeeded(for: decision, because: "No terminal is there to ask one.")
    }
    let noun = type(of: asked).noun
    let text =
      asked.shown(limit: .max)
      + "\n\nTo \(verb), type the \(noun)'s id, \(plain(asked.id)); anything else decides nothing: "
    guard try screen.write(Array(text.utf8)) else { throw BrokenPipe() }
    let typed = (readLine() ?? "").filter { !$0.isWhitespace }
    guard typed == asked.id || typed == asked.branch else {
      throw Rejection(
        .needsPerson,
        "Another word than the \(noun)'s id was typed, so nothing of \(asked.branch) was decided.",
        remedy: "Type \(asked.id) to \(verb).")
    }
    return .terminal
  }

  /// The refusal of a script that did not say that it decides, though it may.
  private func nobody(_ asked: some DecisionSubject) -> Rejection {
    Rejection(
      .missingArgument,
      "This decides on \(asked.branch), and there is nobody to ask: no terminal is there. Nothing was decided.",
      details: [.init("argument", .text("yes"))],
      remedy: "Add --yes to decide, or --dry-run to see what there is to be decided.")
  }
}

/// What came of a decision, for a person.
enum DecisionLine {
  static func text(_ decided: PlanQuestion, _ style: Style) -> String {
    var line = text(decided, decided.view.plan.consent.last, changed: decided.changed, style)
    if decided.view.plan.consent.last != nil, let wait = decided.view.plan.consent.foremost,
      decided.view.state.isOpen
    {
      line += "; it waits at \(wait.point.rawValue) since \(wait.since)"
    }
    return line
  }

  /// What came of one on a workflow, and what is to be done now.
  static func text(_ decided: WorkflowQuestion, _ style: Style) -> String {
    let workflow = decided.view.workflow
    let line = text(decided, workflow.decided, changed: decided.changed, style)
    let due = WorkflowDue(workflow: workflow).render(style)
    return ([line] + WarningLines.render(decided.notes, style).dropFirst() + (due.isEmpty ? [] : [""] + due))
      .joined(separator: "\n")
  }

  private static func text(
    _ asked: some DecisionSubject, _ last: Decided?, changed: Bool, _ style: Style
  ) -> String {
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    let branch = plain(asked.branch)
    guard let last else { return "Nothing of \(branch) waits for a decision." }
    let words =
      switch last.decision {
      case .approve: "approved"
      case .confirm: "confirmed"
      case .revise: "sent back to be revised"
      case .abort: "aborted"
      case .reopen: "opened again"
      }
    let when = changed ? "" : " already, at \(last.at) by \(plain(last.by))"
    return "\(mark) \(branch) is \(words)\(when)"
  }
}
