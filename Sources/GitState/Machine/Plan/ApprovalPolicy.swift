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

/// By what way a decision came.
package enum DecisionWay: String, CaseIterable, Sendable {
  /// A person answered a question that the client showed.
  case elicitation
  /// A person typed the plan's id at a terminal.
  case terminal
  /// An agent or a script, where the policy lets any decide.
  case agent

  package var isPerson: Bool { self != .agent }
}

/// What is decided about a plan.
package enum Decision: String, CaseIterable, Sendable {
  /// It goes on: the plan as it is, or past the batch or the halt.
  case approve, confirm
  /// It waits on until it was changed.
  case revise
  case abort
  /// An aborted plan goes on.
  case reopen

  /// Whether work goes on by it.
  package var goesOn: Bool { self == .approve || self == .confirm }
}

/// A decision as it is asked for.
package struct PlanVerdict: Hashable, Sendable {
  package let decision: Decision
  package let way: DecisionWay
  /// The digest of what was seen; nil where none is needed: to abort and to reopen.
  package var seen: String?
  /// The digest of what is there to be seen now, taken by whoever reads the ledger.
  package var present: String
  package var reason: String?
  /// What is to be revised.
  package var target: String?

  package init(_ decision: Decision, by way: DecisionWay, seen: String? = nil, present: String) {
    self.decision = decision
    self.way = way
    self.seen = seen
    self.present = present
  }
}
