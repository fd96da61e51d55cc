import Git
import StateMachine

extension Project {
  /// Delivered tasks whose branch went on after its merge: work that counts as done and that nobody merged.
  ///
  /// Costs a look at one ref for each delivered task, and a walk only where that moved.
  func lateWork(of view: PlanView, in repository: borrowing Repository) -> [PlanTaskID] {
    // Of a plan that was aborted nothing is merged any more.
    guard view.plan.consent.aborted == nil, let base = view.facts.baseTip.flatMap({ ObjectID($0) }) else {
      return []
    }
    return view.plan.tasks.tasks { $0.task.branch != nil }.filter { task in
      guard case .completed(let completion) = task.status, completion.merge != nil, let branch = task.branch,
        let done = completion.tip.flatMap({ ObjectID($0) }), let ref = RefName.branch(branch.name),
        let tip = (try? repository.tip(of: ref)) ?? nil, tip != done,
        view.plan.delivery(of: task, given: view.facts) == .merged,
        // A history that can't be walked tells nothing.
        (try? repository.isAncestor(done, of: tip)) == true,
        (try? repository.isAncestor(tip, of: base)) == false
      else { return false }
      return newestWork(from: tip, to: [done], base: base, in: repository) != nil
    }.map(\.id)
  }
}
