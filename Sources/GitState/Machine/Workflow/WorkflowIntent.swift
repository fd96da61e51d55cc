/// How much of a workflow a request means, and why.
package struct WorkflowIntent: Hashable, Sendable {
  package let mode: ExecutionMode
  package let targets: [AgentID]
  /// In a sentence.
  package let why: String

  package init(_ mode: ExecutionMode, _ targets: [AgentID] = [], why: String) {
    self.mode = mode
    self.targets = targets
    self.why = why
  }
}

extension WorkflowDefinition {
  /// What a request means.
  ///
  /// It is read word by word, once, in English: a request in another language names agents by their ids, or means everyone.
  ///
  /// - Parameters:
  ///   - open: workflows of this definition that go on.
  ///   - continues: whether the caller names the one that this goes on from.
  /// - Throws: `ambiguous` where the words fit more than one mode, agent or workflow; `not_found` where there is nothing to resume.
  package func intent(
    of request: String, open: [WorkflowID], continues: Bool
  ) throws(Rejection) -> WorkflowIntent {
    try WorkflowLimits.check(text: request, field: "request")
    guard !comparable(request).isEmpty else {
      throw Rejection(
        .missingArgument, "request is required.", details: [.init("argument", .text("request"))])
    }
    return try IntentRules(request, self).decide(open, continues: continues)
  }
}
