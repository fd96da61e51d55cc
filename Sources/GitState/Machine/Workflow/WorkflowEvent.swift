/// What is asked of a workflow.
package enum WorkflowCommand: Sendable {
  case start(WorkflowFounding)
  /// - attempt: which time the phase was handed out that these come from; nil for whichever is awaited.
  case evaluate(phase: Int, results: [AgentResult], attempt: Int?)
  /// - notes: what agents are told besides, one by one.
  case resume(instructions: String?, notes: [AgentText] = [])
  /// - digest: of what there is to be seen.
  case requestApproval(note: String?, digest: String)
  case decide(Verdict)
  /// A state that was kept elsewhere.
  case adopt(WorkflowFounding, AdoptedState)
}

/// What git says, as far as a workflow's decisions rely on it.
package struct WorkflowFacts: Hashable, Sendable {
  /// What changed since the work was handed out; nil where it could not be told.
  package var observed: WorkflowFiles?
  /// Why not everything that changed can be told; nil where it can.
  package var uncompared: String?
  /// Files that agents name and that git ignores.
  package var ignored: Set<String> = []
  /// Files that agents name and that can't be looked at: in another repository, or said not to be looked at.
  package var unseen: Set<String> = []
  /// How the working tree stands now; nil where it is not taken.
  package var present: WorkSnapshot?

  package init() {}
}

/// What happened to a workflow.
///
/// Types are never removed and never change their meaning (see the ledger format).
package enum WorkflowEvent: Hashable, Sendable {
  case workflowStarted(WorkflowFounding)
  case workHandedOut(WorkSnapshot)
  case phaseEvaluated(PhaseEvaluation)
  case phaseRetried(WorkflowRetry)
  case phaseApprovalDue(Int, AgentID)
  case phaseApprovalRequested(note: String?, seen: String)
  case phaseApproved(Consent)
  case phaseRevised(Consent, WorkflowRetry)
  /// - phase: the last that was complete, 0 for none. again: what is handed out of one that had failed; its failures are counted anew.
  /// - notes: what agents are told besides, one by one.
  /// - adds: whether both come beside what was said at earlier times; versions before this one took the place of it.
  case workflowResumed(
    phase: Int, instructions: String?, again: [Handout], notes: [AgentText] = [], adds: Bool = false)
  case workflowEnded(WorkflowEnd)
  /// - unapproved: the phase that waited for a person then; older versions did not say so.
  case workflowAborted(Consent, unapproved: Int? = nil)
}

extension DecisionWay {
  /// Who decides so, as a sentence begins.
  var who: String { isPerson ? "A person" : "An agent or a script" }
}

/// How a workflow ended.
package struct WorkflowEnd: Hashable, Sendable {
  package let isCompleted: Bool
  package let success: Bool
  /// Why it failed, or is no success, in sentences.
  package var reasons: [String] = []
  /// Agents that should work next, where none of them was to.
  package var suggested: [AgentID] = []
  /// What was said of it where it was kept before; nil for what its phases say.
  package var summary: String?
  /// Whether a person ended it where it was kept before.
  package var isAborted = false

  /// How many milliseconds it took where it was kept before; nil for what the times of its events say.
  package var took: Int?

  /// What is said of one that a person ended.
  package static let aborted = aborted(by: .terminal)

  /// What is said of one that was ended by that way.
  package static func aborted(by way: DecisionWay) -> String { "\(way.who) aborted it." }

  /// Whether a summary says that it was ended so.
  package static func saysAborted(_ summary: String?) -> Bool {
    DecisionWay.allCases.contains { summary == aborted(by: $0) }
  }

  /// Why it ended so, as far as anybody said.
  package var grounds: [String] { reasons.isEmpty ? [summary].compactMap(\.self) : reasons }

  package init(completed: Bool, success: Bool, reasons: [String] = [], suggested: [AgentID] = []) {
    self.isCompleted = completed
    self.success = success
    self.reasons = reasons
    self.suggested = suggested
  }
}
