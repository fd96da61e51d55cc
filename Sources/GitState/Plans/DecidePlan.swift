import Git
package import StateMachine

/// A plan with what there is to be decided.
package struct PlanQuestion: Sendable {
  package let view: PlanView
  /// Whether the call changed it.
  package let changed: Bool
  /// Of the batch: what was given back without a result, by whom and why.
  var givenBack: [PlanTaskID: GivenBack] = [:]

  /// What a person sees.
  ///
  /// - Parameter limit: how long it may be, in bytes.
  package func shown(limit: Int = .max) -> String {
    DecisionPage(view: view, givenBack: givenBack, limit: limit).render()
  }

  /// The digest of all that there is to be seen.
  package var seen: String { view.plan.digest }
}

extension Project {
  /// Asks for the decision that a plan waits for.
  ///
  /// - Parameters:
  ///   - point: where it is thought to wait; nil for wherever it does.
  ///   - note: what the agent that asks says, shown under what the state itself says.
  package func requestApproval(
    _ plan: String, at point: PausePoint?, note: String?, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> PlanQuestion {
    try changePlan(plan, guarded) { .requestApproval(at: point, note: note, digest: $0.digest) }
  }

  /// What a plan waits for, without asking anybody.
  ///
  /// - Throws: for a plan that is archived: nobody can decide on it.
  package func whatWaits(_ plan: String) throws(Rejection) -> PlanQuestion {
    let view = try readPlan(plan)
    if let archived = view.archived { throw archived.refusal }
    return try withRepository { repository in
      PlanQuestion(view: view, changed: false, givenBack: givenBack(of: view, in: repository))
    }
  }

  /// Takes in a decision.
  ///
  /// - Parameters:
  ///   - seen: the digest of what was seen; nil where none is needed.
  ///   - target: what is to be revised.
  package func decide(
    _ plan: String, _ decision: Decision, by way: DecisionWay, seen: String?, reason: String? = nil,
    target: String? = nil, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> PlanQuestion {
    try changePlan(plan, guarded) { present in
      .decide(present.verdict(decision, by: way, seen: seen, reason: reason, target: target))
    }
  }

  /// Carries out a command on the whole plan.
  ///
  /// - Parameter prepare: asked with the plan as it stands, each time that another writer was first.
  private func changePlan(
    _ plan: String, _ guarded: WriteGuard, _ prepare: (Plan) -> PlanCommand
  ) throws(Rejection) -> PlanQuestion {
    try withRepository { repository in
      let ref = try writablePlan(plan, in: repository)
      let appended = try appendFinished(to: ref, guarded: guarded, in: repository) { present, known throws in
        Prepared(command: prepare(present.machine), facts: known)
      }
      let view = try view(appended.reading, in: repository)
      return PlanQuestion(
        view: view, changed: appended.changed, givenBack: givenBack(of: view, in: repository))
    }
  }
}

extension Plan {
  /// A decision on the plan as it is.
  package func verdict(
    _ decision: Decision, by way: DecisionWay, seen: String?, reason: String? = nil, target: String? = nil
  ) -> Verdict {
    Verdict(decision, by: way, seen: seen, present: digest, reason: reason, target: target)
  }
}
