/// What a review comes to, from the best to the worst.
package enum ReviewVerdict: String, CaseIterable, Sendable, Comparable {
  case success
  /// Who reviewed it could not say: it waits on.
  case undecided
  case needsRevision = "needs_revision"
  case failed

  /// The verdict that a word of any dialect names; nil for a word of none.
  package init?(anyDialect text: String) {
    var word = ""
    for character in comparable(text) { word.append(character == "-" || character == " " ? "_" : character) }
    switch word {
    case "success", "completed", "complete", "pass", "passed", "approved", "proceed": self = .success
    // What does not block passes; what it found stays with the task.
    case "warning", "warnings": self = .success
    case "undecided", "defer", "deferred", "needs_input": self = .undecided
    case "needs_revision", "revise", "changes_requested": self = .needsRevision
    case "failed", "failure", "blocking", "reject", "rejected": self = .failed
    default: return nil
    }
  }

  /// Whether the task goes back to its worker.
  package var sendsBack: Bool { self >= .needsRevision }

  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .success: 0
    case .undecided: 1
    case .needsRevision: 2
    case .failed: 3
    }
  }
}

/// How deep a review goes, from the shallowest.
package enum ReviewDepth: String, CaseIterable, Sendable, Comparable {
  case lightweight, standard, full

  /// The depth that a word of any dialect names; nil for a word of none.
  package init?(anyDialect text: String) {
    switch comparable(text) {
    case "lightweight", "light", "low": self = .lightweight
    case "standard", "medium": self = .standard
    case "full", "high", "critic": self = .full
    default: return nil
    }
  }

  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .lightweight: 0
    case .standard: 1
    case .full: 2
    }
  }
}

/// Which tasks of a plan are reviewed before they are completed.
package enum ReviewPolicy: String, CaseIterable, Sendable {
  /// Those that say so themselves.
  case required
  case all, none
}

/// What a reviewer says of a task.
package struct Review: Hashable, Sendable {
  /// As the reviewer put it; ``judged`` is what counts.
  package var verdict: ReviewVerdict
  package var depth: ReviewDepth
  /// From 1 to 10.
  package var score: Int?
  package var issues: [String] = []
  /// Which side of the task was looked at; nil for all of it.
  package var area: String?
  package var reviewer: String?
  package var summary: String?
  /// The whole review as JSON text, as it was given: history has it, the state does not.
  package var handoff = "{}"

  package init(_ verdict: ReviewVerdict, depth: ReviewDepth) {
    self.verdict = verdict
    self.depth = depth
  }

  /// The score from which a review may pass.
  package static let passing = 7

  /// The verdict that counts: critical issues below the passing score fail, and none passes with critical issues or below it.
  package var judged: ReviewVerdict {
    if !issues.isEmpty, let score, score < Self.passing { return .failed }
    if verdict == .success, !issues.isEmpty || (score ?? Self.passing) < Self.passing {
      return .needsRevision
    }
    return verdict
  }

  /// As it is kept with the task: bounded, and without the whole of it.
  var kept: Review {
    var kept = self
    kept.handoff = "{}"
    kept.issues = issues.prefix(Self.issuesKept).map { Self.cut($0, to: 500) }
    kept.summary = summary.map { Self.cut($0, to: 1_000) }
    kept.area = area.map { Self.cut($0, to: 80) }
    kept.reviewer = reviewer.map { Self.cut($0, to: 80) }
    return kept
  }

  static let issuesKept = 10

  static func cut(_ text: String, to count: Int) -> String {
    text.utf8.count <= count
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(count))) + "…"
  }
}

/// How far a task's review is, and what earlier ones said.
package struct TaskReview: Hashable, Sendable {
  /// The task branch's tip when it was handed in; nil where it has no branch.
  package var tip: String?
  /// Who handed it in, where somebody held it.
  package var worker: WorkerID?
  /// Whether it was handed in and nothing was decided since.
  package var isAwaited = false
  /// The latest review of each focus area since it was handed in.
  package var latest: [Given] = []
  /// Earlier ones, the last few, oldest first.
  package var past: [Given] = []
  package var override: Override?

  package init() {}

  static let pastKept = 6
  static let areasKept = 16

  /// A review that counted.
  package struct Given: Hashable, Sendable {
    package let review: Review
    package let at: Timestamp
    package let by: String

    package init(_ review: Review, at: Timestamp, by: String) {
      self.review = review
      self.at = at
      self.by = by
    }
  }

  /// Somebody took it on himself that the task is completed without the review that it needs.
  package struct Override: Hashable, Sendable {
    package let name: String
    package let reason: String
    package let at: Timestamp
    /// Whether it still counts: a task that failed or was opened again since is other work.
    package var stands: Bool

    package init(name: String, reason: String, at: Timestamp, stands: Bool = true) {
      self.name = name
      self.reason = reason
      self.at = at
      self.stands = stands
    }
  }

  /// Takes in a review, instead of the one of the same area.
  mutating func take(_ given: Given) {
    latest.removeAll { comparable($0.review.area ?? "") == comparable(given.review.area ?? "") }
    latest = (latest + [given]).suffix(Self.areasKept)
  }

  /// Those reviews are over: what comes next is another piece of work.
  mutating func endRound() {
    past = (past + latest).suffix(Self.pastKept)
    latest = []
    isAwaited = false
    override?.stands = false
  }
}
