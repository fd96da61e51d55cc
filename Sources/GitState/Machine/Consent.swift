/// By what way a decision came.
package enum DecisionWay: String, CaseIterable, Sendable {
  /// A person answered a question that the client showed.
  case elicitation
  /// A person typed the id at a terminal.
  case terminal
  /// An agent or a script, where the policy lets any decide.
  case agent

  package var isPerson: Bool { self != .agent }
}

/// What is decided about a plan or a workflow.
package enum Decision: String, CaseIterable, Sendable {
  /// It goes on: as it is, or past the batch, the halt or the phase.
  case approve, confirm
  /// It waits on until it was changed.
  case revise
  case abort
  /// What was aborted goes on.
  case reopen

  /// Whether work goes on by it.
  package var goesOn: Bool { self == .approve || self == .confirm }
}

/// A decision as it is asked for.
package struct Verdict: Hashable, Sendable {
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

/// What every decision carries.
package struct Consent: Hashable, Sendable {
  package let way: DecisionWay
  /// The digest of what was seen, where something was.
  package var seen: String?
  package var reason: String?
  package var target: String?

  package init(_ way: DecisionWay, seen: String? = nil, reason: String? = nil, target: String? = nil) {
    self.way = way
    self.seen = seen
    self.reason = reason
    self.target = target
  }
}

/// One decision, with who took it and by what way.
package struct Decided: Hashable, Sendable {
  package let decision: Decision
  package let consent: Consent
  package let at: Timestamp
  package let by: String
  package let seq: Int

  package init(_ decision: Decision, _ consent: Consent, at: Timestamp, by: String, seq: Int) {
    self.decision = decision
    self.consent = consent
    self.at = at
    self.by = by
    self.seq = seq
  }
}

/// One time that a decision was asked for.
package struct DecisionRequest: Hashable, Sendable {
  /// In the words of the agent that asks.
  package let note: String?
  /// The digest of what there was to be seen.
  package let seen: String
  package let at: Timestamp
  package let by: String
  package let seq: Int

  package init(note: String?, seen: String, at: Timestamp, by: String, seq: Int) {
    self.note = note
    self.seen = seen
    self.at = at
    self.by = by
    self.seq = seq
  }
}
