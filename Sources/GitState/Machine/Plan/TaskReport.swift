/// What a worker says of a task when it hands it back.
package struct TaskReport: Hashable, Sendable {
  /// What came of it.
  package enum Outcome: String, CaseIterable, Sendable {
    case completed, failed, blocked
    case specRejected = "spec_rejected"

    /// The outcome that a word of any dialect names; nil for a word of none.
    package init?(anyDialect text: String) {
      switch TaskStatus.Word(anyDialect: text) {
      case .completed: self = .completed
      case .failed: self = .failed
      case .blocked: self = .blocked
      case .needsReplan: self = .specRejected
      case .pending, .claimed, .inReview, .expanding, .cancelled, nil: return nil
      }
    }
  }

  /// What kind of failure it was, as far as that decides what follows.
  package enum Failure: String, CaseIterable, Sendable {
    case transient, fixable, flaky, regression
    case newFailure = "new_failure"
    case platformSpecific = "platform_specific"
    case needsReplan = "needs_replan"
    case escalate
    /// Something that only a person may judge: nothing more is handed out.
    case securityBlock = "security_block"
  }

  package var outcome: Outcome
  /// Why it failed, is blocked or can't be done as it is specified.
  package var reason: String?
  package var failure: Failure?
  package var error: TaskError?
  /// The whole handoff as JSON text, as it was given.
  package var handoff: String

  package init(_ outcome: Outcome, handoff: String = "{}") {
    self.outcome = outcome
    self.handoff = handoff
  }
}

/// What went wrong, in the words of whoever met it: what the next one who tries is told.
package struct TaskError: Hashable, Sendable {
  package var type: String?
  package var message: String
  package var suggestedFix: String?
  package var context: String?

  package init(_ message: String) {
    self.message = message
  }
}

/// A failed attempt of a task.
package struct TaskFailure: Hashable, Sendable {
  package let error: TaskError
  package let at: Timestamp
  package let by: String

  package init(_ error: TaskError, at: Timestamp, by: String) {
    self.error = error
    self.at = at
    self.by = by
  }

  /// How many a task's state holds; all stand in the history.
  static let kept = 8
}

/// What is to be done after a report.
package enum ReportRoute: String, CaseIterable, Sendable {
  /// It is done: take the next task.
  case next
  /// It is open again, for the same worker or another.
  case retry
  /// It must be planned anew.
  case replan
  /// Somebody has to look at it.
  case escalate
  /// Nothing more is handed out until a person decides.
  case halt
  /// It waits for a review.
  case review
}
