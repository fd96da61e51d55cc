import Git
package import StateMachine

/// What remove_worktree did.
package struct RemovedWorkerTree: Sendable {
  package let worker: WorkerID
  package let relativePath: String
  /// False where there was nothing to remove.
  package let removed: Bool
  package let rescued: Rescue?
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
      let present = try worktrees.find(folder)
      guard present != nil else { return try freeAbsent(worker, folder, in: repository) }
      let held = try present?.branch.flatMap { try task(on: $0, in: repository) }
      var released: String?
      if let held, held.task.status.claim?.worker == worker {
        let freed = try append(
          .release(held.task.id, worker), to: held.view, guarded: WriteGuard(by: worker.folder),
          in: repository)
        if freed.changed { released = held.task.id.text }
      }
      do {
        let removal = try worktrees.remove(folder, occasion: occasion(in: repository))
        try forgetSync(folder, in: repository)
        return RemovedWorkerTree(
          worker: worker, relativePath: ".worktrees/\(folder)", removed: removal.removed,
          rescued: removal.rescued,
          released: released,
          notes: removal.setAside.isEmpty
            ? [] : ["What nothing knew of was moved to \(spoken(removal.setAside))."])
      } catch {
        // The worker still has its worktree, so it still has its task.
        if released != nil, let held {
          _ = try? append(
            .claim(held.task.id, worker, until: held.task.status.claim?.until), to: held.view, in: repository)
        }
        throw error
      }
    }
  }

  /// Frees what a worker holds whose worktree is not there: it was killed, or somebody removed the folder by hand.
  private func freeAbsent(
    _ worker: WorkerID, _ folder: WorktreeName, in repository: borrowing Repository
  ) throws -> RemovedWorkerTree {
    var released: [String] = []
    for view in try allPlans(in: repository) {
      for task in view.plan.tasks where task.status.claim?.worker == worker {
        let freed = try append(
          .release(task.id, worker), to: view, guarded: WriteGuard(by: worker.folder), in: repository)
        if freed.changed { released.append(task.id.text) }
      }
    }
    // What stands there without an administration is cleared up as well.
    let removal = try worktrees.remove(folder, occasion: occasion(in: repository))
    return RemovedWorkerTree(
      worker: worker, relativePath: ".worktrees/\(folder)", removed: removal.removed,
      rescued: removal.rescued,
      released: released.isEmpty ? nil : released.joined(separator: ", "),
      notes: removal.setAside.isEmpty
        ? [] : ["What nothing knew of was moved to \(spoken(removal.setAside))."])
  }
}
