import Git
package import StateMachine

/// What create_worktree is asked for.
package struct WorkerTreeRequest: Sendable {
  package let worker: WorkerID
  package let branch: String
  /// A rescue whose files are brought back into the worktree.
  package var restore: String?
  /// When the claim runs out; nil for one that never does, and for a holder who keeps what it has.
  package var until: Timestamp?
  /// Whether the folder of a worker that holds the task no more, and whose branch this is, may go: rescued.
  package var clearsFormer = false

  package init(worker: WorkerID, branch: String) {
    self.worker = worker
    self.branch = branch
  }
}

/// A worker's worktree after create_worktree.
@dynamicMemberLookup
package struct WorkerTree: Sendable {
  package let setUp: WorktreeSetUp
  package let worker: WorkerID
  package let task: String?
  package let changed: Bool
  /// Other tasks that the worker held, which are free again.
  package let released: [String]
  /// The folder that the branch stood in before, of a worker who lost the task.
  package internal(set) var former: RemovedWorkerTree?

  package subscript<Value>(dynamicMember path: KeyPath<WorktreeSetUp, Value>) -> Value {
    setUp[keyPath: path]
  }
}

extension Project {
  /// Gives a worker a worktree with a task's branch, and claims the task for it.
  ///
  /// The ledger takes the claim first; where the worktree then can't be made, the claim is given back.
  ///
  /// - Parameters:
  ///   - isCancelled: asked now and then, on any thread.
  ///   - progress: told how many files are written, on any thread.
  package func createWorkerTree(
    _ request: WorkerTreeRequest, guarded: WriteGuard = WriteGuard(),
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (_ files: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(Rejection) -> WorkerTree {
    try withRepository { repository in
      let watch = Watch(isCancelled: isCancelled, progress: progress)
      var attempts = 0
      while true {
        do {
          return try createWorkerTree(request, guarded, watch, in: repository)
        } catch let error as WorktreeError {
          // Somebody took the folder since it was looked at: look again, and judge what is there now.
          guard case .otherBranch = error.reason, attempts < 8 else { throw error }
          attempts += 1
        }
      }
    }
  }

  private func createWorkerTree(
    _ request: WorkerTreeRequest, _ guarded: WriteGuard, _ watch: Watch, in repository: borrowing Repository
  ) throws -> WorkerTree {
    guard repository.workingDirectory != nil else { throw WorktreeError(.bare, commonDirectory) }
    let name = try taskBranchName(request.branch, in: repository)
    guard let ref = RefName.branch(name), try repository.tip(of: ref) != nil else {
      throw try noTaskBranch(name, toWrite: true, in: repository)
    }
    try refuseRecords(name)
    let folder = try folder(of: request.worker)
    if let restore = request.restore, let rescue = Optional(try rescues.find(restore)), rescue.path == nil {
      throw RescueError(.commitsOnly(head: rescue.head), rescue.id)
    }
    let owner = try task(on: ref, in: repository)
    // A rescue comes back to wherever it was taken.
    if owner == nil, request.restore == nil { _ = try taskBranch(name, in: repository) }
    let present = try worktrees.find(folder)
    let previous = try present.flatMap { try $0.branch.flatMap { try task(on: $0, in: repository) } }
    if let present, present.branch != ref {
      try refuseBusy(request, ref, previous, owner, in: repository)
    }
    if let owner {
      // Who holds the task is the better answer than where its branch is checked out.
      _ = try owner.view.plan.decide(
        .claim(owner.task.id, request.worker, until: nil), given: owner.view.facts, at: now)
    }
    let former = try owner.flatMap { try self.former($0.task, on: ref, request, in: repository) }
    if former == nil { try refuseInUse(ref, by: folder, base: owner?.view.base, in: repository) }

    var claimed = false
    if let owner {
      if owner.task.branch == nil {
        try adopt(taskBranch(name, in: repository), for: owner.task, of: owner.view, in: repository)
      }
      let claim = PlanCommand.claim(owner.task.id, request.worker, until: request.until)
      let appended = try append(
        claim, to: owner.view,
        guarded: WriteGuard(key: guarded.key, expectedSeq: guarded.expectedSeq, by: request.worker.folder),
        in: repository)
      claimed = appended.changed
      if appended.isRepeated {
        // The first call may have given its claim back because there was no way to make the folder.
        claimed =
          try owner.task.status.claim?.worker != request.worker
          && append(claim, to: owner.view, guarded: WriteGuard(by: request.worker.folder), in: repository)
            .changed
      }
    }
    do {
      // Only now: whose claim it was has its uncommitted work rescued, and the task is another's already.
      let removed = try former.flatMap { (former) throws in try clear(former, from: ref, in: repository) }
      var made = try make(
        request, ref, folder, owner, present, claimed && present?.branch == ref, watch, in: repository)
      made.former = removed
      return made
    } catch {
      // Where the worktree stands all the same, the task is in work.
      if claimed, let owner, (try? worktrees.find(folder)?.branch) != ref {
        do {
          _ = try append(.release(owner.task.id, request.worker), to: owner.view, in: repository)
        } catch let refusal {
          var told = Rejection(describing: error)
          told.sentence +=
            " Task \(owner.task.id) stays with worker \(request.worker), as it could not be given back: \(Rejection(describing: refusal).sentence)"
          throw told
        }
      }
      throw error
    }
  }

  /// The worker in whose folder the branch stands though the task is not its any more; nil where it is, or none does.
  ///
  /// - Parameter task: as it is before it is claimed.
  private func former(
    _ task: PlanTask, on ref: RefName, _ request: WorkerTreeRequest, in repository: borrowing Repository
  ) throws -> WorkerID? {
    guard let tree = try worktrees.list().first(where: { $0.branch == ref }), !tree.isStale, tree.lock == nil,
      let folder = tree.name?.text, folder.hasPrefix("worker-"), let worker = try? WorkerID(folder),
      worker != request.worker
    else { return nil }
    let claim = task.status.claim
    if let claim, claim.worker == worker { return claim.isExpired(at: now) ? worker : nil }
    return request.clearsFormer || claim?.worker == request.worker ? worker : nil
  }

  /// Takes away the folder of a worker who lost the task; whatever else it holds stays its own.
  private func clear(
    _ worker: WorkerID, from ref: RefName, in repository: borrowing Repository
  ) throws -> RemovedWorkerTree? {
    let folder = try folder(of: worker)
    // Somebody may have given it something else meanwhile.
    guard try worktrees.find(folder)?.branch == ref else { return nil }
    let removal = try worktrees.remove(folder, occasion: occasion(in: repository))
    try forgetSync(folder, in: repository)
    return RemovedWorkerTree(
      worker: worker, relativePath: ".worktrees/\(folder)", removed: removal.removed,
      rescued: removal.rescued, released: [], ignored: removal.ignored, notes: [])
  }

  private func make(
    _ request: WorkerTreeRequest, _ ref: RefName, _ folder: WorktreeName,
    _ owner: (view: PlanView, task: PlanTask)?, _ judged: Worktree?, _ tookUp: Bool, _ watch: Watch,
    in repository: borrowing Repository
  ) throws -> WorkerTree {
    let here = try worktrees.find(folder)?.branch == ref
    if let owner, !here { try bringBase(owner, into: ref, in: repository) }
    let setUp = try setUp(
      folder, on: ref, base: owner?.view.base ?? baseName(in: repository),
      replacing: judged.map { .only($0.branch) } ?? .never, restoring: request.restore, watch, in: repository)
    // A worker has one folder, so nobody works on what else it holds.
    let released = try free(request.worker, but: owner, in: repository)
    return WorkerTree(
      setUp: setUp, worker: request.worker, task: owner?.task.id.text,
      // Of several who ask at once, one takes the claim and perhaps another makes the worktree: the maker has won. Only
      // where the worktree stood before is it the claim that changed something.
      changed: tookUp || setUp.changed, released: released)
  }

  /// Refuses to take the folder of a worker that is at work on another plan.
  private func refuseBusy(
    _ request: WorkerTreeRequest, _ ref: RefName, _ previous: (view: PlanView, task: PlanTask)?,
    _ owner: (view: PlanView, task: PlanTask)?,
    in repository: borrowing Repository
  ) throws {
    let worker = request.worker
    guard let previous, previous.view.branch != owner?.view.branch,
      previous.task.status.claim?.worker == worker,
      previous.task.status.word != .completed
    else { return }
    let free = try freeWorker(in: repository)
    // A branch that is checked out is no free worker's either.
    let next: Rejection.Next? =
      if let branch = ref.branchName, try repository.checkout(of: ref) == nil {
        .init(
          "create_worktree",
          [.init("worker_id", .text(free)), .init("task_branch", .text(branch))]
            + (request.restore.map { [.init("restore", .text($0))] } ?? []))
      } else { nil }
    throw Rejection(
      .workerBusy,
      "Worker \(worker) is at work on task \(previous.task.id) of \(previous.view.branch). Worker \(free) is free.",
      details: [
        .init("worker_id", .text(worker.text)), .init("plan_branch", .text(previous.view.branch)),
        .init("task", .text(previous.task.id.text)), .init("free_worker_id", .text(free)),
      ], next: next)
  }

  /// Refuses a branch that stands in another folder, before anything is claimed.
  private func refuseInUse(
    _ ref: RefName, by folder: WorktreeName, base: String?, in repository: borrowing Repository
  ) throws {
    guard let checkout = try repository.checkout(of: ref), let root = repository.workingDirectory,
      try checkout.path != worktrees.find(folder)?.path, checkout.path != "\(root)/.worktrees/\(folder)"
    else { return }
    // A worktree whose folder is gone stands in nobody's way; making one clears it up.
    if let stale = try worktrees.list().first(where: { $0.administration == checkout.adminName }),
      stale.isStale, stale.name != nil, stale.lock == nil
    {
      return
    }
    var rejection = Rejection(worktree: .init(.branchInUse(ref, at: checkout.path), checkout.path))
    if checkout.adminName == nil {
      let other = try otherBranch(
        than: ref, preferring: base ?? baseName(in: repository), in: repository)
      rejection.remedy = "Check out another branch there: git switch \(other)"
    } else if let other = try worktrees.list().first(where: { $0.path == checkout.path })?.name,
      other.text.hasPrefix("worker-"), let worker = try? WorkerID(other.text),
      let task = try task(on: ref, in: repository)?.task, task.status.claim == nil
    {
      // Read again: whoever was first in a race holds it by now, and its folder is not to go.
      rejection.sentence +=
        " Nobody holds task \(task.id): remove_worktree makes its branch free, and rescues what is not committed there."
      rejection.next = .init("remove_worktree", [.init("worker_id", .text(worker.text))])
    }
    throw rejection
  }

  /// A branch on which nothing was done yet gets the base as it is now, by a merge commit: branches never move back.
  private func bringBase(
    _ owner: (view: PlanView, task: PlanTask), into ref: RefName, in repository: borrowing Repository
  ) throws {
    guard let start = owner.task.branch?.start, let tip = try repository.tip(of: ref),
      tip.description == start,
      let baseRef = RefName.branch(owner.view.base), let base = try repository.tip(of: baseRef),
      try !repository.isAncestor(base, of: tip)
    else { return }
    let commit = try repository.writeCommit(
      tree: try repository.commit(base).tree, parents: [tip, base],
      message: "Merge \(owner.view.base) into \(ref.branchName ?? ref.text)\n\nBefore work began.\n",
      author: repository.author(at: now.seconds))
    do {
      try repository.move(
        ref, to: commit, expecting: .tip(tip), because: "gitstate: base into a fresh task branch")
    } catch {
      // Somebody committed meanwhile: then it is no fresh branch any more, and sync_worktree is the way.
      guard error.isTransient else { throw error }
    }
  }
}
