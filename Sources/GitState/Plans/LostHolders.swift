import Git
import StateMachine

extension Project {
  /// Workers that hold a task and had a worktree to work in, which is gone.
  ///
  /// Who claims a task works wherever it likes: only a worktree that was made can be missed. A claim by create_worktree never runs
  /// out; of one with a lease, what git still knows of the folder tells that it was there. Who claims another task without a
  /// worktree is alive.
  func lostHolders(of plans: [PlanView], among trees: [Worktree]) -> Set<WorkerID> {
    let present = Set(trees.compactMap { $0.isStale ? nil : $0.name?.text })
    let gone = trees.filter(\.isStale)
    var lost: Set<WorkerID> = []
    var alive: Set<WorkerID> = []
    for held in plans.flatMap({ $0.plan.tasks.held { $0.task.status.claim != nil } }) {
      guard let claim = held.task.status.claim, !present.contains(claim.worker.folder) else { continue }
      let hadWorktree =
        held.task.branch.map { branch in
          claim.until == nil
            || gone.contains { $0.name?.text == claim.worker.folder && $0.branch?.branchName == branch.name }
        } ?? false
      if hadWorktree { lost.insert(claim.worker) } else { alive.insert(claim.worker) }
    }
    return lost.subtracting(alive)
  }
}
