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
    let question = ledger.map { PlanFactsCache.Question(ledger: $0, base: base) }
    let asksMore = !tips.isEmpty || !ids.isEmpty
    if !asksMore, let question, let known = planFacts[question] { return known }
    var facts = PlanFacts()
    facts.baseTip = base.description
    facts.tips = tips
    let wanted = plan.recordedIDs.union(tips.values).union(ids)
    facts.reachable = Set(
      try reached(Set(wanted.compactMap { ObjectID($0) }), from: base, named: founding.base, in: repository)
        .map(\.description))
    let merges = try merges(of: base, in: repository)
    facts.baseProvides = merges.provides
    // From the newest to the oldest: what lies behind a merge that the ledger took in, or is to take in, is superseded.
    var settled: Set<PlanTaskID> = []
    for delivery in merges.deliveries where delivery.plan == founding.session.branch {
      // Only work that this plan's own branch began: an earlier plan of the same id left merges of that name too. And
      // only where the machine would take it, or a task that was cancelled meanwhile would stop every later write.
      guard let id = try? PlanTaskID(delivery.task), !settled.contains(id), let task = plan[id] else {
        continue
      }
      if task.merges.contains(delivery.merge) { settled.insert(id) }
      guard task.status.word != .completed, TaskTransitions.allows(.completed, in: task.status.word),
        !settled.contains(id),
        let start = task.branch.flatMap({ ObjectID($0.start) }), let tip = ObjectID(delivery.tip),
        (try? repository.isAncestor(start, of: tip)) == true
      else { continue }
      settled.insert(id)
      facts.unfinished.append(.init(task: id, tip: delivery.tip, merge: delivery.merge))
    }
    if !asksMore, let question { planFacts[question] = facts }
    return facts
  }

  /// Those of the commits that a base's tip reaches.
  ///
  /// What its earlier tip reached it still reaches; what that did not is looked for among the commits since only. So a
  /// plan's whole past is walked once, not with each write.
  private func reached(
    _ wanted: Set<ObjectID>, from tip: ObjectID, named base: String, in repository: borrowing Repository
  ) throws -> Set<ObjectID> {
    var reach = PlanFactsCache.Reach(tip: tip)
    if let before = planFacts.reach(of: base) {
      if before.tip == tip {
        reach = before
      } else if (try? repository.isAncestor(before.tip, of: tip)) == true {
        let since = try repository.ids(from: tip, notFrom: before.tip)
        reach.reached = before.reached.union(before.unreached.intersection(since))
        reach.unreached = before.unreached.subtracting(since)
      }
    }
    let unknown = wanted.subtracting(reach.reached).subtracting(reach.unreached)
    if !unknown.isEmpty {
      let stored = unknown.filter { repository.contains($0) }
      let found = try repository.reachable(stored, from: tip)
      reach.reached.formUnion(found)
      // What is not stored may yet be fetched: it is asked about again.
      reach.unreached.formUnion(stored.subtracting(found))
    }
    planFacts.keep(reach, of: base)
    return wanted.intersection(reach.reached)
  }

  /// What the merge commits reachable from a base say, read once and then only what is new.
  func merges(of base: ObjectID, in repository: borrowing Repository) throws -> BaseMerges {
    if let known = planFacts.merges(at: base) { return known }
    var merges = BaseMerges()
    let known = planFacts.knownTips.first { (try? repository.isAncestor($0, of: base)) == true }
    for commit in try repository.merges(reachableFrom: base, notFrom: known) { merges.take(commit) }
    if let known, let before = planFacts.merges(at: known) {
      merges.provides += before.provides
      merges.deliveries += before.deliveries
    }
    var seen: Set<Capability> = []
    merges.provides = merges.provides.filter { seen.insert($0).inserted }
    planFacts.keep(merges, at: base, replacing: known)
    return merges
  }
}
