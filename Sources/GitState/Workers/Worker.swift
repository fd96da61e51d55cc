import Files
import Git
import StateMachine

extension Project {
  var worktrees: Worktrees { Worktrees(common: commonDirectory) }
  var rescues: Rescues { Rescues(common: commonDirectory) }

  /// When, who, and a name that no other rescue has.
  func occasion(in repository: borrowing Repository) -> Occasion {
    let seconds = now.seconds
    return Occasion(
      seconds: seconds, author: repository.author(at: seconds), token: randomHex(digits: 8),
      nanoseconds: WallClock.nanoseconds)
  }

  func folder(of worker: WorkerID) throws -> WorktreeName {
    #if PLANTED_BUGS
      if Planted.isOn(.substringWorkers),
        let like = try worktrees.list().compactMap(\.name).first(where: { $0.text.contains(worker.folder) })
      {
        return like
      }
    #endif
    guard let name = WorktreeName(worker.folder) else {
      throw Rejection(.invalidName, "\(quoted(worker.text)) names no worktree.")
    }
    return name
  }

  /// The lowest number that no worktree has and no task is held by.
  func freeWorker(in repository: borrowing Repository) throws -> String {
    var taken: Set<String> = []
    if repository.workingDirectory != nil { taken = Set(try worktrees.list().compactMap { $0.name?.text }) }
    for view in try allPlans(in: repository) {
      for task in view.plan.tasks { if let claim = task.status.claim { taken.insert(claim.worker.folder) } }
    }
    return (1...10_000).first { !taken.contains("worker-\($0)") }.map { "\($0)" } ?? "extra"
  }

  /// A worker's worktree, which must be there.
  func worktree(of worker: WorkerID, counting: Bool = false) throws -> Worktree {
    let folder = try folder(of: worker)
    if let found = try worktrees.find(folder, counting: counting), !found.isStale { return found }
    let all = try worktrees.list()
    let known = all.filter { !$0.isStale }.compactMap { $0.name?.text }.filter { $0.hasPrefix("worker-") }
    // Its folder was removed by hand: the same worktree can be made again.
    let gone = all.first { $0.name == folder }
    throw Rejection(
      .notFound,
      (gone == nil
        ? "Worker \(worker) has no worktree." : "The worktree of worker \(worker) is gone from the disk.")
        + (known.isEmpty ? "" : " There is \(spoken(known))."),
      details: [.init("worker_id", .text(worker.text)), .init("known", .texts(known))],
      next: gone?.branch?.branchName.map {
        .init(
          "create_worktree", [.init("worker_id", .text(worker.text)), .init("task_branch", .text($0))])
      } ?? .init("list_worktrees"))
  }

  /// The branch of a worktree; a detached HEAD has none.
  func branch(of worktree: Worktree) throws -> RefName {
    guard let branch = worktree.branch else {
      throw Rejection(
        .detachedHead, "HEAD is detached in \(worktree.path), so there is no branch to commit to.",
        details: [.init("path", .text(worktree.path))],
        remedy: "Check out the task's branch there: git -C \(worktree.path) switch <branch>")
    }
    return branch
  }

  /// The task whose branch this is, with its plan; nil where no plan here knows it.
  func task(on branch: RefName, in repository: borrowing Repository) throws -> (
    view: PlanView, task: PlanTask
  )? {
    guard let name = branch.branchName, let tip = try repository.tip(of: branch),
      let read = try taskBranch(named: name, at: tip, in: repository),
      let view = try planOf(read, in: repository), let task = task(of: read, in: view)
    else { return nil }
    return (view, task)
  }

  /// Appends one command to a plan as it then stands, after the merges that a crash kept from it.
  func append(
    _ command: PlanCommand, to view: PlanView, guarded: WriteGuard = WriteGuard(),
    in repository: borrowing Repository
  ) throws -> Appended<Plan> {
    let ref = view.reading.branch
    try finishMerges(ref, in: repository)
    return try append(to: ref, reader: planReader(ref), guarded: guarded, in: repository) { present in
      guard let present else { throw Rejection.noLedger(ref, kind: Plan.kind) }
      return Prepared(
        command: command, facts: try facts(of: present.machine, at: present.tip, in: repository))
    }
  }
}
