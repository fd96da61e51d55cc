extension WorkflowEvaluator {
  /// The fields in which evaluators are known to say it, besides the definition's own.
  package static let fields = ["decision", "reviewResult", "approved", "passed"]

  private static let good: Set<String> = [
    "approved", "approve", "accepted", "accept", "pass", "passed", "ok", "success", "lgtm", "true", "yes",
  ]
  private static let bad: Set<String> = [
    "rejected", "reject", "fail", "failed", "failure", "false", "no", "blocked", "declined",
    "changes_requested", "request_changes", "needs_changes", "needs_revision", "needs_work", "revise",
  ]

  /// Whether the evaluator is content with what it judged.
  ///
  /// What it says in the definition's own field counts; else what it says in those of ``fields``, which must agree.
  package func isContent(with result: AgentResult, _ phase: Int) throws(Rejection) -> Bool {
    if let own = result.said.first(where: { $0.field == field }) {
      return Self.word(own.value) == Self.word(value)
    }
    var content: [(field: String, isContent: Bool)] = []
    for said in result.said where Self.fields.contains(said.field) {
      let word = Self.word(said.value)
      guard Self.good.contains(word) || Self.bad.contains(word) || word == Self.word(value) else {
        throw Rejection(
          .invalidArgument,
          "The result of \(result.agent) in phase \(phase) says \(said.field) \(quoted(said.value)), which is neither yes nor no.",
          details: [
            .init("agent", .text(result.agent.text)), .init("field", .text(said.field)),
            .init("allowed", .texts([value, "approved", "rejected", "changes_requested", "true", "false"])),
          ])
      }
      content.append((said.field, Self.good.contains(word) || word == Self.word(value)))
    }
    guard let first = content.first else {
      throw Rejection(
        .missingArgument,
        "The result of the evaluator \(result.agent) in phase \(phase) does not say whether it is content: its field \(quoted(field)) is awaited, \(quoted(value)) or not.",
        details: [
          .init("agent", .text(result.agent.text)), .init("argument", .text(field)),
          .init("allowed", .texts([field] + Self.fields.filter { $0 != field })),
        ])
    }
    if let other = content.first(where: { $0.isContent != first.isContent }) {
      throw Rejection(
        .invalidArgument,
        "The result of \(result.agent) in phase \(phase) contradicts itself: \(first.field) and \(other.field) do not say the same.",
        details: [
          .init("agent", .text(result.agent.text)), .init("fields", .texts([first.field, other.field])),
        ])
    }
    return first.isContent
  }

  /// A word as it is compared: `Changes requested` is `changes_requested`.
  private static func word(_ text: String) -> String {
    String(comparable(text).map { $0 == " " || $0 == "-" ? "_" : $0 })
  }
}
