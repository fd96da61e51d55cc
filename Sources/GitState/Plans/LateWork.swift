import Git
import StateMachine

extension Project {
  /// Delivered tasks whose branch went on after its merge.
  func addLate(
    to look: inout BranchLook, of view: PlanView, base: ObjectID, in repository: borrowing Repository
  ) {
    let delivered = view.plan.tasks.held { $0.task.branch != nil && $0.task.status.word == .completed }
    let tips = taskTips.tips(of: delivered.compactMap(\.task.branch?.name), in: repository)
    look.met(tips.stamp)
    for held in delivered {
      guard case .completed(let completion) = held.task.status, completion.merge != nil,
        let branch = held.task.branch,
        let done = completion.tip.flatMap({ ObjectID($0) }), let tip = tips[branch.name] ?? nil, tip != done
      else { continue }
      // A history that can't be walked tells nothing, and may be fetched later.
      look.stamp = nil
      if view.plan.delivery(of: held.task, given: view.facts) == .merged,
        (try? repository.isAncestor(done, of: tip)) == true,
        (try? repository.isAncestor(tip, of: base)) == false,
        newestWork(from: tip, to: [done], base: base, in: repository) != nil
      {
        look.late.append(held.task.id)
      }
    }
  }
}
