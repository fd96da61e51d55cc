package import StateMachine

extension Plan {
  /// What people and workers gave as reasons, where the subject only says that something happened.
  package static func reasons(of events: [PlanEvent]) -> [String] {
    events.flatMap { event -> [String] in
      switch event {
      case .planApproved(let consent), .batchConfirmed(let consent), .haltLifted(let consent),
        .revisionRequested(let consent), .planAborted(let consent), .planReopened(let consent):
        return why(consent)
      case .claimReleased(let id, _, let reason?): return ["\(id): \(reason)"]
      case .workHalted(let id, let reason), .reviewOverridden(let id, _, let reason),
        .taskBlocked(let id, let reason), .replanNeeded(let id, let reason):
        return ["\(id): \(reason)"]
      case .taskFailed(let id, let error): return ["\(id): \(error.message)"]
      case .approvalReopened(let reason): return [reason]
      default: return []
      }
    }
  }

  /// `a person at a terminal`.
  static func who(_ way: DecisionWay) -> String {
    switch way {
    case .elicitation: "a person"
    case .terminal: "a person at a terminal"
    case .agent: "an agent"
    }
  }

  /// The reason of a decision, after what it is about.
  static func why(_ consent: Consent) -> [String] {
    consent.reason.map { reason in [consent.target.map { "\($0): \(reason)" } ?? reason] } ?? []
  }
}
