/// Who holds a task, since which ledger commit, and until when.
package struct Claim: Hashable, Sendable {
  package let worker: WorkerID
  /// The seq of the claiming commit: a report that names an older one comes from a holder who was replaced.
  package let seq: Int
  package let at: Timestamp
  /// When it runs out; nil where it never does.
  package internal(set) var until: Timestamp?
  /// When the lease last began anew; nil where it never did.
  package internal(set) var renewed: Timestamp?

  package init(worker: WorkerID, seq: Int, at: Timestamp, until: Timestamp? = nil, renewed: Timestamp? = nil)
  {
    self.worker = worker
    self.seq = seq
    self.at = at
    self.until = until
    self.renewed = renewed
  }

  /// Whether another may take the task over.
  package func isExpired(at now: Timestamp) -> Bool { until.map { $0 < now } ?? false }
}

/// How a completed task's work can be found again.
package struct Completion: Hashable, Sendable {
  package let at: Timestamp
  package let by: String
  /// The task branch's tip when it was completed; nil where no branch was ever recorded.
  package let tip: String?
  /// The commit by which it reached the base: a merge, a squash, or the tip itself; nil where it had not.
  package let merge: String?

  package init(at: Timestamp, by: String, tip: String?, merge: String?) {
    self.at = at
    self.by = by
    self.tip = tip
    self.merge = merge
  }
}

/// Where a task stands.
///
/// Each state carries what only it knows.
package enum TaskStatus: Hashable, Sendable {
  case pending
  case claimed(Claim)
  case inReview(Claim?)
  case completed(Completion)
  case failed(reason: String)
  case blocked(reason: String, by: Claim?)
  case needsReplan(reason: String)
  case expanding
  case cancelled(reason: String)

  /// The bare state, without what it carries.
  package enum Word: String, CaseIterable, Sendable {
    case pending, claimed
    case inReview = "in_review"
    case completed, failed, blocked
    case needsReplan = "needs_replan"
    case expanding, cancelled

    /// Its place among all words.
    package var place: Int {
      switch self {
      case .pending: 0
      case .claimed: 1
      case .inReview: 2
      case .completed: 3
      case .failed: 4
      case .blocked: 5
      case .needsReplan: 6
      case .expanding: 7
      case .cancelled: 8
      }
    }
  }

  package var isPending: Bool { if case .pending = self { true } else { false } }

  package var word: Word {
    switch self {
    case .pending: .pending
    case .claimed: .claimed
    case .inReview: .inReview
    case .completed: .completed
    case .failed: .failed
    case .blocked: .blocked
    case .needsReplan: .needsReplan
    case .expanding: .expanding
    case .cancelled: .cancelled
    }
  }

  /// Who holds it; nil where nobody does.
  package var claim: Claim? {
    switch self {
    case .claimed(let claim): claim
    case .inReview(let claim), .blocked(_, let claim): claim
    case .pending, .completed, .failed, .needsReplan, .expanding, .cancelled: nil
    }
  }

  /// How it was completed; nil where it is not.
  package var completion: Completion? {
    if case .completed(let completion) = self { completion } else { nil }
  }

  /// Why it stands still, where it does.
  package var reason: String? {
    switch self {
    case .failed(let reason), .blocked(let reason, _), .needsReplan(let reason), .cancelled(let reason):
      reason
    case .pending, .claimed, .inReview, .completed, .expanding: nil
    }
  }
}

extension TaskStatus.Word {
  /// The state that a word of any dialect names; nil for a word of none.
  package init?(anyDialect text: String) {
    var word = ""
    for character in comparable(text) { word.append(character == "-" || character == " " ? "_" : character) }
    switch word {
    case "pending", "not_started", "todo", "open", "ready", "new": self = .pending
    case "claimed", "in_progress", "executing", "running", "started", "active", "doing": self = .claimed
    case "in_review", "review", "needs_review": self = .inReview
    case "completed", "complete", "success", "done", "closed", "merged", "approved": self = .completed
    case "failed", "failure", "error", "needs_retry": self = .failed
    case "blocked", "on_hold": self = .blocked
    case "needs_replan", "needs_revision", "spec_rejected": self = .needsReplan
    case "expanding", "expanded": self = .expanding
    case "cancelled", "canceled", "skipped", "aborted": self = .cancelled
    default: return nil
    }
  }
}
