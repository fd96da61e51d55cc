import Git
package import StateMachine

/// A workflow with what there is to be decided.
package struct WorkflowQuestion: Sendable {
  package let view: WorkflowView
  /// Whether the call changed it.
  package let changed: Bool
  /// What is to be told besides.
  package var notes: [String] = []

  /// What a person sees.
  ///
  /// - Parameter limit: how long it may be, in bytes.
  package func shown(limit: Int = .max) -> String {
    WorkflowDecisionPage(workflow: view.workflow, limit: limit).render()
  }

  /// The digest of all that there is to be seen.
  package var seen: String { view.workflow.digest }
}

extension Project {
  /// Asks for the decision that a workflow waits for.
  ///
  /// - Parameter note: what the agent that asks says, shown under what the state itself says.
  package func requestWorkflowApproval(
    _ text: String, note: String?, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> WorkflowQuestion {
    try decide(text, guarded) { .requestApproval(note: note, digest: $0.digest) }
  }

  /// What a workflow waits for, without asking anybody.
  package func whatWaits(inWorkflow text: String) throws(Rejection) -> WorkflowQuestion {
    WorkflowQuestion(view: try readWorkflow(text), changed: false)
  }

  /// Takes in a decision.
  ///
  /// - Parameters:
  ///   - seen: the digest of what was seen; nil where none is needed.
  ///   - target: whose work is to be revised.
  package func decideWorkflow(
    _ text: String, _ decision: Decision, by way: DecisionWay, seen: String?, reason: String? = nil,
    target: String? = nil, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> WorkflowQuestion {
    try decide(text, guarded) {
      .decide($0.verdict(decision, by: way, seen: seen, reason: reason, target: target))
    }
  }

  private func decide(
    _ text: String, _ guarded: WriteGuard, _ prepare: (Workflow) -> WorkflowCommand
  ) throws(Rejection) -> WorkflowQuestion {
    try withRepository { repository in
      let changed = try change(
        try writableWorkflow(text, in: repository), guarded, in: repository, prepare)
      return WorkflowQuestion(view: changed.view, changed: changed.changed, notes: changed.notes)
    }
  }
}

extension Workflow {
  /// A decision on the workflow as it is.
  package func verdict(
    _ decision: Decision, by way: DecisionWay, seen: String?, reason: String? = nil, target: String? = nil
  ) -> Verdict {
    Verdict(decision, by: way, seen: seen, present: digest, reason: reason, target: target)
  }
}

extension Verdict {
  /// A decision whose reason and target say something, or are not there.
  init(
    _ decision: Decision, by way: DecisionWay, seen: String?, present: String, reason: String?,
    target: String?
  ) {
    self.init(decision, by: way, seen: seen, present: present)
    self.reason = reason.flatMap { comparable($0).isEmpty ? nil : $0 }
    self.target = target.flatMap { comparable($0).isEmpty ? nil : $0 }
  }
}
