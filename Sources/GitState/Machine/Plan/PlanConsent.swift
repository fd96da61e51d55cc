/// What was decided about a plan, and what waits for a decision.
package struct PlanConsent: Hashable, Sendable {
  /// What nothing is handed out for, in the order in which it came up.
  package var waits: [Wait] = []
  /// The last time somebody asked for the decision.
  package var request: DecisionRequest?
  /// What was handed out since the approval or the last confirmation; kept only where batches are confirmed.
  package var batch: [PlanTaskID] = []
  /// What changed in the plan since the last go-ahead, oldest first, each task once for each kind of change.
  package var changes: [Change] = []
  /// What is to be changed before it is approved.
  package var revision: Decided?
  /// The last decision, whatever it was.
  package var last: Decided?
  /// The decision by which the plan ended; nil where it goes on.
  package var aborted: Decided?

  /// How many changes are kept.
  static let changesKept = 200

  package init() {}

  /// One thing that waits.
  package struct Wait: Hashable, Sendable {
    package let point: PausePoint
    package let since: Timestamp
    package let seq: Int
    /// The task that halted the work.
    package let task: PlanTaskID?
    package let reason: String?

    package init(
      _ point: PausePoint, since: Timestamp, seq: Int, task: PlanTaskID? = nil, reason: String? = nil
    ) {
      self.point = point
      self.since = since
      self.seq = seq
      self.task = task
      self.reason = reason
    }
  }

  /// One change of the plan.
  package struct Change: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
      case added, changed, cancelled, reopened
    }

    package let task: PlanTaskID
    package let kind: Kind
    package let seq: Int

    package init(_ task: PlanTaskID, _ kind: Kind, seq: Int) {
      self.task = task
      self.kind = kind
      self.seq = seq
    }
  }

  /// What waits first; nil where work may go on.
  package var foremost: Wait? {
    PausePoint.allCases.lazy.compactMap { point in waits.first { $0.point == point } }.first
  }

  /// Whether somebody asked for a decision since it is due.
  package var isRequested: Bool {
    guard let newest = waits.map(\.seq).max() else { return false }
    return max(request?.seq ?? 0, revision?.seq ?? 0) > newest
  }

  func isDue(_ point: PausePoint) -> Bool { waits.contains { $0.point == point } }
}
