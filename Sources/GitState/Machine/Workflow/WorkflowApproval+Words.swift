extension WorkflowApproval {
  /// The words that make an option a decision, and which.
  private static let words: [(decision: Decision, words: [String])] = [
    (
      .approve,
      [
        "approve", "approved", "accept", "accepted", "yes", "ok", "okay", "lgtm", "go", "proceed", "continue",
        "confirm",
        "ship", "agree", "good",
      ]
    ),
    (
      .revise,
      [
        "revise", "revision", "change", "changes", "rework", "redo", "rewrite", "edit", "modify", "adjust",
        "refine",
        "improve", "fix", "reject", "rejected", "retry", "again", "back", "no",
      ]
    ),
    (.abort, ["abort", "cancel", "stop", "quit", "end", "terminate", "discard", "exit"]),
  ]
  private static let denials: Set<String> = ["no", "not", "dont", "never", "without", "nothing", "none"]

  /// The decision that an option is: approve, revise or abort; nil where its words say none of them, or several.
  package static func decision(for option: String) -> Decision? {
    let written = RequestWords.parts(of: option).map { $0.text.filter { $0 != "'" && $0 != "\u{2019}" } }
    // `No changes`, `don't ship it`: what is denied is not guessed at.
    if written.count > 1, written.contains(where: denials.contains) { return nil }
    var meant: Set<Decision> = []
    for (decision, words) in words where written.contains(where: words.contains) { meant.insert(decision) }
    return meant.count == 1 ? meant.first : nil
  }

  /// What each option decides.
  package var decisions: [(option: String, decision: Decision)] {
    options.compactMap { option in Self.decision(for: option).map { (option, $0) } }
  }

  /// What is wrong with its options, in sentences.
  func problems(of agent: AgentID) -> [String] {
    var problems: [String] = []
    for option in options where Self.decision(for: option) == nil {
      let known = Self.words.map { "\($0.decision.rawValue) (\(spoken($0.words, limit: 20, word: "or")))" }
      problems.append(
        "the option \(quoted(option)) of \(agent) decides nothing: its words have to mean one of \(spoken(known, word: "and"))."
      )
    }
    if !options.contains(where: { Self.decision(for: $0) == .approve }), problems.isEmpty {
      problems.append("no option of \(agent) approves: its phase could never pass.")
    }
    return problems
  }
}
