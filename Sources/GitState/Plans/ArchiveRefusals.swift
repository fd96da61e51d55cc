import Git
import StateMachine

/// A task's branch that goes with its plan.
struct OwnBranch {
  let task: PlanTask
  let branch: ArchivedPlan.Branch
}

/// What must be settled before a plan may go out of the way.
extension Project {
  /// The branches that the plan recorded and that are still the ones that it recorded.
  func ownBranches(of view: PlanView, in repository: borrowing Repository) throws -> [OwnBranch] {
    try view.plan.tasks.compactMap { task in
      guard let recorded = task.branch, recorded.name.hasPrefix("task/"),
        let start = ObjectID(recorded.start),
        let ref = RefName.branch(recorded.name), let tip = try repository.tip(of: ref)
      else { return nil }
      let branch = OwnBranch(task: task, branch: .init(ref: ref, tip: tip))
      // It says itself whose it is: another plan may have taken its name, on a base that has this one's work.
      if let read = try taskBranch(named: recorded.name, at: tip, in: repository), !read.isRewritten {
        let isOwn =
          read.start == start || read.metadata.planBranch == view.session.branch
          || read.metadata.sessionID == view.session.text
        return isOwn ? branch : nil
      }
      return try repository.contains(start) && repository.isAncestor(start, of: tip) ? branch : nil
    }
  }

  func refuseHeld(_ view: PlanView) throws(Rejection) {
    let held = view.plan.tasks.filter { $0.status.claim != nil }
    guard let first = held.first, let worker = first.status.claim?.worker else { return }
    let names = held.map { "task \($0.id) by worker \($0.status.claim?.worker.text ?? "")" }
    throw Rejection(
      .claimed, "\(view.branch) is being worked on and was not archived: \(spoken(names)).",
      details: [.init("held", .texts(held.map(\.id.text)))],
      next: .init(
        "release_task",
        [
          .init("plan_branch", .text(view.branch)), .init("task_id", .text(first.id.text)),
          .init("worker_id", .text(worker.text)),
        ]))
  }

  func refuseUnmerged(
    _ branches: [OwnBranch], of view: PlanView, in repository: borrowing Repository
  ) throws {
    let base = view.facts.baseTip.flatMap { ObjectID($0) }
    let unmerged = try branches.filter { own in
      guard let base else { return own.branch.tip.description != own.task.branch?.start }
      if try repository.isAncestor(own.branch.tip, of: base) { return false }
      var ends = Set([own.task.branch.flatMap { ObjectID($0.start) }].compactMap(\.self))
      // What a squash or a merge delivered ends where it did.
      if case .completed(let completion) = own.task.status,
        view.plan.delivery(of: own.task, given: view.facts) == .merged,
        let tip = completion.tip.flatMap({ ObjectID($0) })
      {
        ends.insert(tip)
      }
      return newestWork(from: own.branch.tip, to: ends, base: base, in: repository) != nil
    }
    guard let first = unmerged.first else { return }
    let names = unmerged.map(\.branch.name)
    throw Rejection(
      .wrongState,
      "\(spoken(names)) \(names.count == 1 ? "has" : "have") work that is not on \(view.base), so \(view.branch) was not archived.",
      details: [.init("unmerged", .texts(names))],
      next: .init("merge_task_branch", [.init("task_branch", .text(first.branch.name))]),
      remedy: "gitstate merge \(first.branch.name) delivers it"
        + (isOver(view, withUnmerged: true)
          ? "; --with-unmerged archives it as it is, and it comes back with the plan." : "."))
  }

  /// Refuses a plan that goes on; one of which everything was cancelled is as finished as it will be.
  ///
  /// - Parameter withUnmerged: whether work counts as finished that is done and not on the base.
  func refuseOpen(_ view: PlanView, withUnmerged: Bool) throws(Rejection) {
    let progress = view.progress
    guard !isOver(view, withUnmerged: withUnmerged) else { return }
    throw Rejection(
      .wrongState,
      "\(view.branch) is \(view.state.rawValue), with \(progress.completed) of \(counted(progress.total, "task")) delivered: only a plan that is completed or aborted is archived.",
      details: [
        .init("state", .text(view.state.rawValue)),
        .init("allowed", .texts([PlanState.completed, .aborted].map(\.rawValue))),
      ],
      next: .init("parse_plan", [.init("branch", .text(view.branch))]))
  }

  private func isOver(_ view: PlanView, withUnmerged: Bool) -> Bool {
    if view.state == .completed || view.state == .aborted || view.progress.total == 0 { return true }
    return withUnmerged && view.plan.tasks.allSatisfy { [.completed, .cancelled].contains($0.status.word) }
  }

  func refuseCheckedOut(
    _ branches: [ArchivedPlan.Branch], in repository: borrowing Repository
  ) throws {
    let trees = try repository.branchesCheckedOut()
    for branch in branches {
      guard let tree = trees.first(where: { $0.branch == branch.ref || $0.suspended == branch.ref }) else {
        continue
      }
      let worker = tree.adminName.flatMap { $0.hasPrefix("worker-") ? try? WorkerID($0) : nil }
      throw Rejection(
        .branchInUse, "\(branch.name) is checked out in \(tree.path), so nothing was moved.",
        details: [.init("branch", .text(branch.name)), .init("path", .text(tree.path))],
        next: worker.map { .init("remove_worktree", [.init("worker_id", .text($0.text))]) },
        remedy: worker == nil ? "Switch to another branch there: git -C \(tree.path) switch <branch>" : nil)
    }
  }
}
