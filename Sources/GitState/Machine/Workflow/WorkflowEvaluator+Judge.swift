extension WorkflowEvaluator {
  /// The fields in which evaluators are known to say it, besides the definition's own.
  package static let fields = ["decision", "reviewResult", "approved", "passed"]

  /// The fields that every result has, for other things than a verdict: a condition is never met in them.
  package static let taken = [
    "agent", "summary", "files_created", "files_modified", "files_deleted", "feedback", "items", "decisions",
    "key_decisions",
  ]

  /// Whether the evaluator is content with what it judged.
  ///
  /// - Throws: where it does not say so in a word that is known, or says both.
  package func isContent(with result: AgentResult, _ phase: Int) throws(Rejection) -> Bool {
    if let verdict = try verdict(of: result, phase) { return verdict }
    throw Rejection(
      .missingArgument,
      "The result of the evaluator \(result.agent) in phase \(phase) does not say whether it is content: its field \(quoted(field)) is awaited, \(quoted(value)) or not.",
      details: [
        .init("agent", .text(result.agent.text)), .init("argument", .text(field)),
        .init("allowed", .texts([field] + Self.fields.filter { $0 != field })),
      ])
  }

  /// Whether a result that is no success sends work back all the same: its evaluator judged, and says so.
  func sendsBack(_ result: AgentResult) -> Bool {
    result.success || (try? verdict(of: result, 0)) == false
  }

  /// What a result says of what was judged, in the definition's own field and in those of ``fields``, which must agree; nil where it says
  /// nothing.
  ///
  /// What a field other than the own one says in words of its own is left aside where the own field is there. `success` true
  /// beside a no is no contradiction: the evaluator did its work, and is not content.
  package func verdict(of result: AgentResult, _ phase: Int) throws(Rejection) -> Bool? {
    var said: [(said: SaidField, isContent: Bool)] = []
    let own =
      field == "success"
      ? SaidField("success", "\(result.success)") : result.said.first { $0.field == field }
    if let own {
      if let isContent = VerdictWords.meaning(of: own.value, where: value) {
        said.append((own, isContent))
      } else if result.success {
        throw unknown(own, of: result, phase)
      }
    }
    for other in result.said where Self.fields.contains(other.field) && other.field != field {
      let isOwnWord =
        VerdictWords.meaning(of: value) != false && VerdictWords.word(other.value) == VerdictWords.word(value)
      if let isContent = isOwnWord ? true : VerdictWords.meaning(of: other.value) {
        said.append((other, isContent))
      } else if own == nil, result.success {
        throw unknown(other, of: result, phase)
      }
    }
    guard let first = said.first else { return nil }
    let told = "\(first.said.field) \(quoted(first.said.value))"
    if let other = said.first(where: { $0.isContent != first.isContent }) {
      throw Rejection.contradiction(
        of: result.agent, phase, told, "\(other.said.field) \(quoted(other.said.value))",
        [first.said.field, other.said.field])
    }
    guard first.isContent else { return false }
    if !result.success {
      throw Rejection.contradiction(
        of: result.agent, phase, told, "success false", [first.said.field, "success"])
    }
    if let item = result.items.first(where: { !$0.passed }) {
      throw Rejection.contradiction(
        of: result.agent, phase, told, "the item \(quoted(item.target)) that did not pass",
        [first.said.field, "items"])
    }
    return true
  }

  private func unknown(_ said: SaidField, of result: AgentResult, _ phase: Int) -> Rejection {
    let words = [value] + VerdictWords.main.filter { $0 != VerdictWords.word(value) }
    let allowed = words.filter { said.field != field || VerdictWords.meaning(of: $0, where: value) != nil }
    return Rejection(
      .invalidArgument,
      "The result of \(result.agent) in phase \(phase) says \(said.field) \(quoted(said.value)), which is neither yes nor no.",
      details: [
        .init("agent", .text(result.agent.text)), .init("field", .text(said.field)),
        .init("allowed", .texts(allowed)),
      ])
  }
}

extension AgentResult {
  /// What says that what was judged is not good, in a field in which evaluators are known to say it.
  package var denial: SaidField? {
    said.first {
      WorkflowEvaluator.fields.contains($0.field) && VerdictWords.meaning(of: $0.value) == false
    }
  }

  /// Refuses a success that says in another field that it is none, of an agent whose work nobody sends back.
  ///
  /// An evaluator's no is no failure of its own; anyone else's would be taken for a success.
  func refuseContradiction(in phase: Int) throws(Rejection) {
    guard success else { return }
    if let no = denial {
      throw Rejection.contradiction(
        of: agent, phase, "success true", "\(no.field) \(quoted(no.value))", ["success", no.field],
        "\(agent) is no evaluator, so its work has to be a success or none.")
    }
    if let item = items.first(where: { !$0.passed }) {
      throw Rejection.contradiction(
        of: agent, phase, "success true", "the item \(quoted(item.target)) that did not pass",
        ["success", "items"], "\(agent) is no evaluator, so its work has to be a success or none.")
    }
  }
}

extension Rejection {
  /// What says that a result says two things.
  fileprivate static func contradiction(
    of agent: AgentID, _ phase: Int, _ one: String, _ other: String, _ fields: [String], _ more: String? = nil
  ) -> Rejection {
    Rejection(
      .invalidArgument,
      "The result of \(agent) in phase \(phase) contradicts itself: it says \(one), and \(other)."
        + (more.map { " \($0)" } ?? ""),
      details: [.init("agent", .text(agent.text)), .init("fields", .texts(fields))])
  }
}
