import Files
import Git
package import StateMachine

/// What remove_worktree did.
package struct RemovedWorkerTree: Sendable {
  package let worker: WorkerID
  package let relativePath: String
  /// False where there was nothing to remove.
  package let removed: Bool
  package let rescued: Rescue?
  /// The tasks that are free again.
  package let released: [String]
  /// What git ignores and so went unkept; a folder as a whole, with a `/` behind it.
  package let ignored: [String]
  package let notes: [String]
}

extension Project {
  /// Returns when the files of the worktrees that this process removed are gone, which nobody else waits for.
  package static func finishRemovals() { Trash.waitUntilEmpty() }

  /// Removes a worker's worktree, after rescuing what is in it and nowhere else, and frees its unfinished task.
  ///
  /// A worktree that is not there is a success.
  package func removeWorkerTree(_ worker: WorkerID) throws(Rejection) -> RemovedWorkerTree {
    try withRepository { repository in
      guard repository.workingDirectory != nil else { throw WorktreeError(.bare, commonDirectory) }
      let folder = try folder(of: worker)
      let branch = try worktrees.find(folder)?.branch
      // The worktree first: where it can't be removed, its worker still has its task.
      let removal = try worktrees.remove(folder, occasion: occasion(in: repository))
      try forgetSync(folder, in: repository)
      let released = try free(worker, in: repository)
      return RemovedWorkerTree(
        worker: worker, relativePath: ".worktrees/\(folder)", removed: removal.removed,
        rescued: removal.rescued, released: released, ignored: removal.ignored,
        notes: (removal.setAside.isEmpty
          ? []
          : [
            "What was left there of a lost worktree, or by others, was moved to \(spoken(removal.setAside))."
          ]) + (removal.removed ? try branch.map { try unmerged(on: $0, in: repository) } ?? [] : []))
    }
  }

  /// Tells that a branch which stays holds work that its base does not have.
  private func unmerged(on branch: RefName, in repository: borrowing Repository) throws -> [String] {
    let owner = try task(on: branch, in: repository)
    let base = owner?.view.base ?? baseName(in: repository)
    guard let tip = try repository.tip(of: branch), let name = branch.branchName,
      let baseTip = try RefName.branch(base).flatMap({ try repository.tip(of: $0) }),
      // A history that can't be walked tells nothing.
      try GitError.known({ () throws(GitError) in try repository.isAncestor(tip, of: baseTip) }) == false
    else { return [] }
    let start = owner?.task.branch.flatMap { ObjectID($0.start) }
    guard newestWork(from: tip, to: start.map { [$0] } ?? [], base: baseTip, in: repository) != nil else {
      return []
    }
    return ["\(name) stays, and holds commits that \(base) does not have."]
  }

  /// Frees all that a worker holds, whatever branch it had checked out last.
  ///
  /// - Parameter kept: what it still works on.
  func free(
    _ worker: WorkerID, but kept: (view: PlanView, task: PlanTask)? = nil,
    in repository: borrowing Repository
  ) throws -> [String] {
    var released: [String] = []
    for (ref, tip) in try repository.refs(below: "refs/heads/plan/") {
      let reader = planReader(ref)
      guard try reader.mayHoldClaim(of: worker, at: tip, in: repository),
        let reading = try reader.read(tip, in: repository), !reading.isBeyond
      else { continue }
      for task in reading.machine.tasks where task.status.claim?.worker == worker {
        if let kept, ref == kept.view.reading.branch, task.id == kept.task.id { continue }
        let view = try view(reading, in: repository)
        let freed = try append(
          .release(task.id, worker), to: view, guarded: WriteGuard(by: worker.folder), in: repository)
        if freed.changed { released.append(task.id.text) }
      }
    }
    return released
  }
}
