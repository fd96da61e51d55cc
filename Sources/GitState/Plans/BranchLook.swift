import Git
import StateMachine

/// What the branches of a plan's tasks say that its ledger does not.
struct BranchLook: Sendable {
  /// Delivered tasks whose branch went on after its merge: work that counts as done and that nobody merged.
  var late: [PlanTaskID] = []
  /// Open tasks that their worker said last are complete, and whose work is not on the base.
  var finished: [PlanTaskID] = []
  /// When those branches were last seen to move; nil where that alone does not settle what they say.
  var stamp: RefStamp?

  /// Takes note of what was read, which settles nothing where the branches moved meanwhile.
  mutating func met(_ other: RefStamp?) {
    if stamp != other { stamp = nil }
  }
}

extension Project {
  /// What the branches of a plan's tasks say.
  ///
  /// Costs a look at one ref for each task that has a branch, and a walk where that moved; nothing where neither the plan, nor its
  /// base, nor any branch of a task moved since it was looked at last.
  func lookAtBranches(of view: PlanView, in repository: borrowing Repository) -> BranchLook {
    // Of a plan that was aborted nothing is merged any more.
    guard view.plan.consent.aborted == nil, let base = view.facts.baseTip.flatMap({ ObjectID($0) }) else {
      return BranchLook()
    }
    let question = PlanFactsCache.Question(
      plan: view.session.text, ledger: view.reading.tip, base: base)
    var look = BranchLook(stamp: taskTips.stamp(in: repository))
    if let known = planFacts.look(question, at: look.stamp) { return known }
    addLate(to: &look, of: view, base: base, in: repository)
    addFinished(to: &look, of: view, base: base, in: repository)
    if look.stamp != nil { planFacts.keep(look, question) }
    return look
  }
}
