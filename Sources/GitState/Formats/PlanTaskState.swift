import JSON
import StateMachine
import YAML

/// Where a task of a file stands, as the file says it.
struct PlanTaskState: Hashable, Sendable {
  /// The state that its word names, and the word.
  var status = TaskStatus.Word.pending
  var word = ""
  var reason = ""
  /// How many attempts failed.
  var failures = 0

  /// The words that a refusal names: one of each dialect would be more than anybody reads.
  static let words = [
    "not-started", "pending", "in-progress", "in_progress", "completed", "failed", "blocked",
    "needs_revision", "needs_replan", "spec_rejected", "expanding", "in_review", "cancelled",
  ]

  init() {}

  /// Reads it from the keys of a task.
  init(_ task: YAMLReader) throws(YAMLError) {
    if let value = task.member(named: "status") {
      word = try value.text()
      guard let status = TaskStatus.Word(anyDialect: word) else {
        throw value.unexpected(
          "a status: \(spoken(Self.words, limit: Self.words.count, word: "or"))", allowed: Self.words)
      }
      self.status = status
    }
    switch status {
    case .blocked, .failed, .needsReplan, .cancelled:
      reason = try (task.member(named: "blocked_reason") ?? task.member(named: "status_reason"))?.text() ?? ""
    case .pending, .claimed, .inReview, .completed, .expanding: break
    }
    let retries =
      task.member(named: "retries_used") ?? task.member(named: "flags")?.member(named: "retries_used")
    if let retries {
      failures = try retries.integer()
      guard (0...1_000_000).contains(failures) else { throw retries.unexpected("a number from 0 to 1000000") }
    }
  }

  /// The state that it comes to here: nobody holds what somebody held elsewhere.
  func taken(at: Timestamp) -> TaskStatus {
    switch status {
    case .pending, .claimed, .expanding: .pending
    case .inReview: .inReview(nil)
    case .completed: .completed(Completion(at: at, by: "import", tip: nil, merge: nil))
    case .failed: .failed(reason: reason)
    case .blocked: .blocked(reason: reason, by: nil)
    case .needsReplan: .needsReplan(reason: reason)
    case .cancelled: .cancelled(reason: reason)
    }
  }

  /// Whether the file says that somebody is at work.
  var isAtWork: Bool { status == .claimed || status == .expanding }
}
