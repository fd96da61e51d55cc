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
    let delivered = view.plan.tasks.held { $0.task.branch != nil && $0.task.status.word == .completed }
    let tips = taskTips.tips(of: delivered.compactMap(\.task.branch?.name), in: repository)
    return delivered.filter { held in
      guard case .completed(let completion) = held.task.status, completion.merge != nil,
        let branch = held.task.branch,
        let done = completion.tip.flatMap({ ObjectID($0) }), let tip = tips[branch.name] ?? nil, tip != done,
        view.plan.delivery(of: held.task, given: view.facts) == .merged,
        // A history that can't be walked tells nothing.
        (try? repository.isAncestor(done, of: tip)) == true,
        (try? repository.isAncestor(tip, of: base)) == false
      else { return false }
      return newestWork(from: tip, to: [done], base: base, in: repository) != nil
    }.map(\.task.id)
  }
}
