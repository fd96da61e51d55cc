import Git
package import StateMachine

/// What remove_worktree did.
package struct RemovedWorkerTree: Sendable {
  package let worker: WorkerID
  package let relativePath: String
  /// False where there was nothing to remove.
  package let removed: Bool
  package let rescued: Rescue?
  /// What git ignores and so went unkept; a folder as a whole, with a `/` behind it.
  package let ignored: [String]
  /// The task that is free again; nil where none was held.
  package let released: String?
  package let notes: [String]
}

extension Project {
  /// Removes a worker's worktree, after rescuing what is in it and nowhere else, and frees its unfinished task.
  ///
  /// A worktree that is not there is a success.
  package func removeWorkerTree(_ worker: WorkerID) throws(Rejection) -> RemovedWorkerTree {
    try withRepository { repository in
      guard repository.workingDirectory != nil else { throw WorktreeError(.bare, commonDirectory) }
      let folder = try folder(of: worker)
      // The worktree first: where it can't be removed, its worker still has its task.
      let removal = try worktrees.remove(folder, occasion: occasion(in: repository))
      try forgetSync(folder, in: repository)
      let released = try free(worker, in: repository)
      return RemovedWorkerTree(
        worker: worker, relativePath: ".worktrees/\(folder)", removed: removal.removed,
        rescued: removal.rescued, ignored: removal.ignored,
        released: released.isEmpty ? nil : released.joined(separator: ", "),
        notes: removal.setAside.isEmpty
          ? [] : ["What nothing knew of was moved to \(spoken(removal.setAside))."])
    }
  }

  /// Frees all that a worker without a worktree holds, whatever branch it had checked out last.
  private func free(_ worker: WorkerID, in repository: borrowing Repository) throws -> [String] {
    var released: [String] = []
    for view in try allPlans(in: repository) {
      for task in view.plan.tasks where task.status.claim?.worker == worker {
        let freed = try append(
          .release(task.id, worker), to: view, guarded: WriteGuard(by: worker.folder), in: repository)
        if freed.changed { released.append(task.id.text) }
      }
    }
    return released
  }
}
