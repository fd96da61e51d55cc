import Git
import StateMachine

extension Project {
  /// What git says of a plan now: its base's tip, which recorded ids that reaches, what merges on it provide.
  ///
  /// - Parameter tips: the present tips of task branches that a command asks about, and further ids to look for.
  func facts(
    of plan: Plan, at ledger: ObjectID?, tips: [PlanTaskID: String] = [:], besides ids: Set<String> = [],
    in repository: borrowing Repository
  ) throws -> PlanFacts {
    // A fresh clone has the base as the remote's branch only, and what is delivered there is delivered.
    guard let founding = plan.founding, let ref = RefName.branch(founding.base),
      let base = try repository.tip(of: ref)
        ?? RefName("refs/remotes/origin/\(founding.base)").flatMap({ try repository.tip(of: $0) })
    else { return PlanFacts() }
    let question = ledger.map {
      PlanFactsCache.Question(plan: founding.session.text, ledger: $0, base: base)
    }
    let asksMore = !tips.isEmpty || !ids.isEmpty
    if !asksMore, let question, let known = planFacts[question] { return known }
    var facts = PlanFacts()
    facts.baseTip = base.description
    facts.tips = tips
    let wanted = plan.recordedIDs.union(tips.values).union(ids)
    var story = try story(of: base, in: repository)
    facts.reachable = Set(
      try story.reached(among: Set(wanted.compactMap { ObjectID($0) }), in: repository).map(\.description))
    planFacts.keep(story)
    facts.baseProvides = story.merges.provides
    // From the newest to the oldest: what lies behind a merge that the ledger took in, or is to take in, is superseded.
    var settled: Set<PlanTaskID> = []
    for delivery in story.merges.deliveries[founding.session.branch] ?? [] {
      // Only work that this plan's own branch began: an earlier plan of the same id left merges of that name too. And
      // only where the machine would take it, or a task that was cancelled meanwhile would stop every later write.
      let id = delivery.task
      guard !settled.contains(id), let task = plan[id] else { continue }
      if task.merges.contains(delivery.merge) { settled.insert(id) }
      guard task.status.word != .completed, TaskTransitions.allows(.completed, in: task.status.word),
        !plan.isUnreviewed(task), !settled.contains(id),
        let start = task.branch.flatMap({ ObjectID($0.start) }), let tip = ObjectID(delivery.tip),
        try isOfThisPlan(delivery, tip, start, ledger, in: repository)
      else { continue }
      settled.insert(id)
      facts.unfinished.append(.init(task: id, tip: delivery.tip, merge: delivery.merge))
    }
    if !asksMore, let question { planFacts[question] = facts }
    return facts
  }

  /// Whether a merge brought work of this plan's own branch: that holds its beginning, or was rebased after the plan was made.
  private func isOfThisPlan(
    _ delivery: BaseMerges.Delivery, _ tip: ObjectID, _ start: ObjectID, _ ledger: ObjectID?,
    in repository: borrowing Repository
  ) throws -> Bool {
    if try GitError.known({ () throws(GitError) in try repository.isAncestor(start, of: tip) }) == true {
      return true
    }
    // A ledger stands on the base as it was when the plan was made.
    guard let ledger, let merge = ObjectID(delivery.merge) else { return false }
    return try GitError.known { () throws(GitError) in try repository.isAncestor(merge, of: ledger) } == false
  }

  /// What is known of a base's history, brought up to its tip.
  private func story(of tip: ObjectID, in repository: borrowing Repository) throws -> BaseStory {
    let known = planFacts.stories
    if let story = known.first(where: { $0.tip == tip }) { return story }
    for before in known {
      // An earlier tip may be gone by now.
      if let story = try? BaseStory(of: tip, after: before, in: repository) { return story }
    }
    return try BaseStory(of: tip, in: repository)
  }

  /// What the merge commits reachable from a base say.
  func merges(of base: ObjectID, in repository: borrowing Repository) throws -> BaseMerges {
    let story = try story(of: base, in: repository)
    planFacts.keep(story)
    return story.merges
  }
}
