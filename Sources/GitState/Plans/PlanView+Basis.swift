import Git
import StateMachine

extension PlanView {
  /// What all that a view says follows from: views of equal bases say the same.
  package struct Basis: Hashable, Sendable {
    let branch: String
    let ledger: ObjectID
    let base: ObjectID
    let late: [PlanTaskID]
    let finished: [PlanTaskID]
    /// The claimed tasks that take longer by now than they were given.
    let overdue: [PlanTaskID]
  }

  /// - Returns: nil where it follows from more: where the plan stood so once, lies in an archive, is another program's, or has
  ///   no base.
  package var basis: Basis? {
    guard !isPast, archived == nil, !reading.isLegacy, facts.tips.isEmpty,
      let base = facts.baseTip.flatMap({ ObjectID($0) })
    else { return nil }
    return Basis(
      branch: branch, ledger: reading.tip, base: base, late: late, finished: finished,
      overdue: plan.tasks.held { $0.task.isOverdue(at: now) }.map(\.task.id))
  }
}
