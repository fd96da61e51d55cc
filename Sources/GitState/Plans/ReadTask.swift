package import Git
package import StateMachine

/// A task as its branch and its plan tell it.
package struct TaskView: Sendable {
  package let branch: TaskBranch
  /// The plan that the branch belongs to; nil where this repository does not have it.
  package let plan: PlanView?
  /// The task as that plan has it.
  package let task: PlanTask?
  /// The newest of a worker's messages on the branch.
  package let lastReport: WorkerMessage?
}

/// A worker's commit as read.
package struct WorkerCommit: Sendable {
  package let id: ObjectID
  package let message: WorkerMessage?
  package let title: String
}

extension Project {
  /// A task by its branch, however many commits of work are on top of its metadata commit.
  package func readTask(_ name: String) throws(Rejection) -> TaskView {
    try withRepository { repository in
      let branch = try taskBranch(name, in: repository)
      var plan = try planOf(branch, in: repository)
      if let view = plan { plan?.finished = lookAtBranches(of: view, in: repository).finished }
      // The plan may have the id and mean another branch: then that task is not this one.
      let task = plan.flatMap { self.task(of: branch, in: $0) }
      return TaskView(
        branch: branch, plan: plan, task: task, lastReport: try lastReport(on: branch, in: repository))
    }
  }

  /// A worker's commit: the branch's tip, or one that it reaches.
  ///
  /// - Parameter commit: a full id; anything that means "the newest" (`HEAD`, nothing) is the tip.
  package func readWorkerCommit(_ name: String, commit: String? = nil) throws(Rejection) -> WorkerCommit {
    try withRepository { repository in
      let bare = try taskBranchName(name, in: repository)
      guard let tip = try anyTip(bare, in: repository) else { throw try noTaskBranch(bare, in: repository) }
      var id = tip
      if let commit, commit.uppercased() != "HEAD", !commit.isEmpty, commit != name {
        guard let given = ObjectID(commit), try repository.kind(of: given) == .commit,
          try repository.isAncestor(given, of: tip)
        else {
          throw Rejection(
            .notFound,
            "\(quoted(commit)) is no commit of \(bare). Give a full id, or leave it out for the newest.",
            details: [.init("commit", .text(String(commit.prefix(80))))],
            next: .init("parse_worker_commit", [.init("branch", .text(bare))]))
        }
        id = given
      }
      let read = try repository.commit(id)
      return WorkerCommit(id: id, message: WorkerMessage(reading: read.message), title: read.subject)
    }
  }

  /// The plan that a task branch names; nil where this repository does not have it.
  func planOf(_ branch: TaskBranch, in repository: borrowing Repository) throws -> PlanView? {
    let name = branch.metadata.planBranch.isEmpty ? branch.metadata.sessionID : branch.metadata.planBranch
    guard !name.isEmpty, case .branch(let ref, let tip)? = try presentPlace(name, in: repository)
    else { return nil }
    return try view(ref, at: tip, in: repository)
  }

  private func lastReport(on branch: TaskBranch, in repository: borrowing Repository) throws -> WorkerMessage?
  {
    var next: ObjectID? = branch.tip
    var looked = 0
    while let id = next, id != branch.start, looked < 200 {
      guard let commit = try? repository.commit(id) else { return nil }
      if let message = WorkerMessage(reading: commit.message) { return message }
      next = commit.parents.first
      looked += 1
    }
    return nil
  }
}
