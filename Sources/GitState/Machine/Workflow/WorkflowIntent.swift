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
  /// - Parameters:
  ///   - open: workflows of this definition that go on.
  ///   - continues: whether the caller names the one that this goes on from.
  package func intent(
    of request: String, open: [WorkflowID], continues: Bool
  ) throws(Rejection) -> WorkflowIntent {
    WorkflowIntent(.full, why: "Nothing in the request names a part of the workflow.")
  }
}
