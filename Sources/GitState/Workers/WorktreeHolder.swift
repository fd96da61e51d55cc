import Files
import Git
package import StateMachine

/// Whose worktree a caller means: that of a plan's worker, or that of a run's module.
package enum WorktreeHolder: Sendable {
  case worker(WorkerID)
  /// - run: as a caller names it.
  case module(ModuleName, run: String)

  /// The arguments by which the next call names it.
  var arguments: [Rejection.Field] {
    switch self {
    case .worker(let worker): [.init("worker_id", .text(worker.text))]
    case .module(let module, let run):
      [.init("task_id", .text(run)), .init("name", .text(module.text))]
    }
  }
}

/// A worktree with what is known of it from a ledger.
struct HeldWorktree {
  let worktree: Worktree
  let branch: RefName
  /// The branch that its work is merged into.
  let base: String
  /// The task on its branch; nil for a module, and where no plan knows the branch.
  let owner: (view: PlanView, task: PlanTask)?

  var branchName: String { branch.branchName ?? branch.text }
}

extension Project {
  /// The worktree that a caller means, which must be there and on a branch.
  func held(by holder: WorktreeHolder, in repository: borrowing Repository) throws -> HeldWorktree {
    switch holder {
    case .worker(let worker):
      let worktree = try worktree(of: worker)
      let branch = try branch(of: worktree)
      let owner = try task(on: branch, in: repository)
      return HeldWorktree(
        worktree: worktree, branch: branch, base: owner?.view.base ?? baseName(in: repository), owner: owner)
    case .module(let name, let run):
      let view = try runView(run, in: repository)
      let worktree = try worktree(of: name, in: view.run)
      let branch = try moduleBranch(of: worktree, name, in: view.run)
      return HeldWorktree(
        worktree: worktree, branch: branch, base: view.run.founding?.base ?? "", owner: nil)
    }
  }

  /// Does a piece of work that moves a branch and its files: after what others left to follow, while it is this process's
  /// turn to write, and again while others are in the way.
  func inTurn<Result>(
    in repository: borrowing Repository, _ body: () throws -> Result
  ) throws -> Result {
    try repository.withWriteLock { () throws -> Result in
      var backoff = Backoff()
      while true {
        do {
          try finishFollowing(in: repository)
          return try body()
        } catch let error as GitError {
          guard error.isTransient, backoff.pause() else { throw error }
        }
      }
    }
  }
}
