/// Which steps of a plan wait for a decision, and whose decision counts.
package struct ApprovalPolicy: Hashable, Sendable {
  /// What has to be decided before work goes on.
  package enum Asks: String, CaseIterable, Sendable {
    case nothing = "none"
    /// The plan, before anything of it is handed out, and again after each major change.
    case plan
    /// The plan, and each batch once it is complete.
    case planAndBatches = "plan_and_batches"
  }

  /// Whose decision counts.
  package enum Via: String, CaseIterable, Sendable {
    case person, any
  }

  package var asks: Asks
  package var via: Via

  package init(_ asks: Asks = .nothing, via: Via = .person) {
    self.asks = asks
    self.via = via
  }
}

/// Where a plan waits.
///
/// In the order in which a person is told of them.
package enum PausePoint: String, CaseIterable, Sendable {
  /// Work met something that only a person may judge.
  case halt
  /// The plan is not approved, or was changed since.
  case plan
  /// What was handed out has come back.
  case batch
}
