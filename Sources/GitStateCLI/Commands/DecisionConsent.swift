import ArgumentParser
import Files
import GitState
import StateMachine

/// A person's decision at a terminal: what there is to be seen is shown, and the plan's id is typed.
struct DecisionConsent: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: "Decide without asking, for a script; only where the plan's approve_via is any.")
  var yes = false

  @Flag(help: "Only show what there is to be decided.")
  var dryRun = false

  func validate() throws {
    if yes, dryRun {
      throw ValidationError("--yes decides and --dry-run only shows: they exclude each other.")
    }
  }

  /// By what way the decision comes; refused where nobody types the plan's id, and nobody else may decide.
  ///
  /// - Parameter verb: what is typed for, `approve`.
  func way(
    to decision: Decision, _ verb: String, _ asked: PlanQuestion, _ output: OutputOptions
  ) throws -> DecisionWay {
    let plan = asked.view.plan
    if yes {
      guard !plan.needsPerson(decision) else {
        var refusal = plan.personNeeded(for: decision, because: "--yes stands for none.")
        refusal.remedy = refusal.remedy.map { "Leave out --yes. \($0)" }
        throw refusal
      }
      return .agent
    }
    // With --json what is for the person goes beside the answer.
    let screen = output.isJSON ? StandardStream.errors : StandardStream.output
    guard StandardStream.input.isTerminal, screen.isTerminal else {
      if !plan.needsPerson(decision) { throw nobody(asked) }
      throw plan.personNeeded(for: decision, because: "No terminal is there to ask one.")
    }
    let session = asked.view.session.text
    let text =
      asked.shown() + "\n\nTo \(verb), type the plan's id, \(plain(session)); anything else decides nothing: "
    guard try screen.write(Array(text.utf8)) else { throw BrokenPipe() }
    let typed = (readLine() ?? "").filter { !$0.isWhitespace }
    guard typed == session || typed == asked.view.session.branch else {
      throw Rejection(
        .needsPerson,
        "Another word than the plan's id was typed, so nothing of \(asked.view.branch) was decided.",
        remedy: "Type \(session) to \(verb).")
    }
    return .terminal
  }

  /// The refusal of a script that did not say that it decides, though it may.
  private func nobody(_ asked: PlanQuestion) -> Rejection {
    Rejection(
      .missingArgument,
      "This decides on \(asked.view.branch), and there is nobody to ask: no terminal is there. Nothing was decided.",
      details: [.init("argument", .text("yes"))],
      remedy: "Add --yes to decide, or --dry-run to see what there is to be decided.")
  }
}

/// What came of a decision, for a person.
enum DecisionLine {
  static func text(_ decided: PlanQuestion, _ style: Style) -> String {
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    let branch = plain(decided.view.branch)
    guard let last = decided.view.plan.consent.last else {
      return "Nothing of \(branch) waits for a decision."
    }
    let words =
      switch last.decision {
      case .approve: "approved"
      case .confirm: "confirmed"
      case .revise: "sent back to be revised"
      case .abort: "aborted"
      case .reopen: "opened again"
      }
    let when = decided.changed ? "" : " already, at \(last.at) by \(plain(last.by))"
    var line = "\(mark) \(branch) is \(words)\(when)"
    if let wait = decided.view.plan.consent.foremost, decided.view.state.isOpen {
      line += "; it waits at \(wait.point.rawValue) since \(wait.since)"
    }
    return line
  }
}
