import Git
package import StateMachine

/// What shows that a plan, or what git says of it, may have changed: equal pulses, nothing new.
package struct PlanPulse: Hashable, Sendable {
  /// The ledger's tip, or that of the archive; nil where both are gone.
  package let tip: String?
  /// The base's tip, which decides what is delivered.
  let base: String?
  /// Where task branches are: a worker's report is on its branch.
  let tasks: RefStamp?
}

/// A plan as it stands now, and what happened to it since somebody looked.
package struct PlanNews: Sendable {
  package let view: PlanView
  /// What came since, oldest first; of very many, the last few.
  package let steps: [LedgerStep]
  /// What it was read by.
  package let name: String
}

extension Project {
  /// Looks at a few refs' files, and reads no object.
  package func pulse(of view: PlanView) throws(Rejection) -> PlanPulse {
    try withRepository { repository in
      // What is put away may come back, and then its own branch goes on.
      var tip = try anyTip(view.archived?.plan.name ?? view.branch, in: repository)
      if tip == nil, let archived = view.archived { tip = try repository.tip(of: archived.ref) }
      return PlanPulse(
        tip: tip?.description, base: try anyTip(view.base, in: repository)?.description,
        tasks: repository.stamp(of: "refs/heads/task"))
    }
  }

  /// The plan, and what happened on its ledger after a seq.
  ///
  /// - Parameter seq: nil for the newest step alone.
  package func news(of plan: String, after seq: Int?, limit: Int = 50) throws(Rejection) -> PlanNews {
    let view = try readPlan(plan)
    let steps = try withRepository { repository in
      var steps: [LedgerStep] = []
      guard !view.reading.isLegacy else { return steps }
      try planReader(view.reading.branch).steps(from: view.reading.tip, in: repository) { step in
        // Commits of others change nothing, and are no news.
        guard let number = step.seq else { return true }
        if let seq, number <= seq { return false }
        steps.append(step)
        return seq != nil && steps.count < limit
      }
      return steps
    }
    return PlanNews(view: view, steps: steps.reversed(), name: plan)
  }

  /// The same plan, and what happened since: one that was put away is followed to its own branch when that is back.
  package func news(since last: PlanNews) throws(Rejection) -> PlanNews {
    var name = last.name
    if let own = last.view.archived?.plan,
      try withRepository({ (repository) throws in try repository.tip(of: own.ref) != nil })
    {
      name = own.name
    }
    return try news(of: name, after: last.view.reading.seq)
  }
}
