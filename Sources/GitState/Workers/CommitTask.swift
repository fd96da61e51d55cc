import Files
import Git
package import StateMachine

/// What commit_task did.
package struct CommittedTask: Sendable {
  package let commit: String
  package let branch: String
  package let changed: Bool
  package let files: [String]
  package let message: WorkerMessage
  /// Hooks of the repository that a commit of git's own would have run.
  package let hooksSkipped: [String]
  /// Whether it ended a merge that sync_worktree began.
  package let merged: Bool
  package fileprivate(set) var notes: [String]
}

extension Project {
  /// Commits all of a worktree to its branch, in the form in which workers report.
  ///
  /// - Parameter message: its `task` is filled in here.
  package func commitTask(_ holder: WorktreeHolder, _ message: WorkerMessage) throws(Rejection)
    -> CommittedTask
  {
    try withRepository { repository in
      let held = try held(by: holder, in: repository)
      let name = held.branchName
      let owner = held.owner
      var message = message
      switch holder {
      case .worker(let worker):
        if message.kind == .blocked, let owner, !isOthers(owner.task, than: holder) {
          // Refused before anything is committed.
          _ = try owner.view.plan.decide(
            .block(owner.task.id, reason: message.summary), given: owner.view.facts, at: now)
        }
        if owner == nil { try refuseOtherBranch(worker, name, in: repository) }
        message.task = owner?.task.id.text ?? name.split(separator: "/").last.map(String.init) ?? name
      case .module(let module, _): message.task = module.text
      }
      var committed = try inTurn(in: repository) { () throws -> CommittedTask in
        do {
          let worktree = held.worktree
          try refuseUnfollowed(worktree.administration, at: worktree.relativePath, in: repository)
          return try commit(message, on: held.branch, worktree, owner?.task, in: repository)
        } catch var rejection as Rejection {
          rejection.next = try rejection.next ?? next(after: rejection.code, holder, held, in: repository)
          throw rejection
        }
      }
      if case .worker(let worker) = holder, let owner {
        try tell(
          owner.view, of: owner.task, by: worker, message, tip: committed.commit, &committed.notes,
          in: repository)
      }
      return committed
    }
  }

  private func isOthers(_ task: PlanTask, than holder: WorktreeHolder) -> Bool {
    guard case .worker(let worker) = holder, let claim = task.status.claim else { return false }
    return claim.worker != worker
  }

  /// Tells the plan what a worker's commit says of its task: that it goes on, is blocked, or is handed in.
  ///
  /// Of one who holds the task no more only the commit is kept.
  private func tell(
    _ view: PlanView, of task: PlanTask, by worker: WorkerID, _ message: WorkerMessage, tip: String,
    _ notes: inout [String], in repository: borrowing Repository
  ) throws {
    let command: PlanCommand =
      switch message.kind {
      case .blocked: .block(task.id, reason: message.summary, by: worker)
      case .complete? where view.plan.needsReview(task): .handIn(task.id, tip: tip, by: worker)
      case .complete, .design, .implementation, .fix, nil: .renew(task.id, worker)
      }
    if case .renew = command {
      // Mostly there is nothing to renew, and then nothing is written.
      let events = try view.plan.decide(command, given: view.facts, at: now)
      if events.isEmpty, !isOthers(task, than: .worker(worker)) { return }
    }
    do {
      guard !isOthers(task, than: .worker(worker)) else { throw view.plan.notHolder(task, worker) }
      let told = try append(command, to: view, guarded: WriteGuard(by: worker.folder), in: repository)
      let plan = told.reading.machine
      guard case .handIn = command, let task = plan[task.id], task.status.word == .inReview else { return }
      notes.append(
        "Task \(task.id) is handed in for a \(plan.requiredDepth(of: task).rawValue) review; it is merged when that has passed."
      )
    } catch {
      let rejection = Rejection(describing: error)
      if rejection.code == .claimed {
        notes.append("\(rejection.sentence) What is committed stays on its branch and decides nothing.")
      } else if case .renew = command {
        // The commit stands, and whoever commits again renews the lease.
        notes.append("The lease was not renewed: \(rejection.sentence)")
      } else {
        throw error
      }
    }
  }

  /// The call that helps whoever's commit was refused.
  private func next(
    after code: ErrorCode, _ holder: WorktreeHolder, _ held: HeldWorktree, in repository: borrowing Repository
  ) throws -> Rejection.Next? {
    switch (code, holder) {
    case (.unresolved, _): return .resolution(by: holder)
    case (.nothingToCommit, .module(_, let run)):
      return .init("list_worktrees", [.init("task_id", .text(run))])
    case (.nothingToCommit, .worker):
      guard let owner = held.owner, let tip = try repository.tip(of: held.branch),
        let start = owner.task.branch.flatMap({ ObjectID($0.start) }),
        let base = try RefName.branch(owner.view.base).flatMap({ try repository.tip(of: $0) })
      else { return .init("list_worktrees") }
      let work =
        try repository.isAncestor(tip, of: base)
        ? nil : newestWork(from: tip, to: [start], base: base, in: repository)
      let last = work.flatMap { WorkerMessage(reading: $0.message) }
      // Who said that something is left to do is not sent to merge it.
      let isOpen = last.map { [.blocked, .design].contains($0.kind) || $0.completed < $0.total } ?? false
      let isComplete = work != nil && !isOpen
      return isComplete
        ? .init("merge_task_branch", [.init("task_branch", .text(held.branchName))])
        : .init("parse_task", [.init("branch", .text(held.branchName))])
    default: return nil
    }
  }

  /// Refuses to commit beside the task that the worker holds: somebody switched the worktree to another branch.
  private func refuseOtherBranch(_ worker: WorkerID, _ name: String, in repository: borrowing Repository)
    throws
  {
    for view in try allPlans(in: repository) {
      guard let task = view.plan.tasks.first(where: { $0.status.claim?.worker == worker }),
        let branch = task.branch?.name, branch != name
      else { continue }
      throw Rejection(
        .wrongState,
        "Worker \(worker) holds task \(task.id) on \(branch), and its worktree is on \(quoted(name)); nothing was committed.",
        details: [.init("branch", .text(name)), .init("task_branch", .text(branch))],
        remedy: "Switch back: git switch \(branch)")
    }
  }

  func commit(
    _ message: WorkerMessage, on branch: RefName, _ worktree: Worktree, _ task: PlanTask?,
    in repository: borrowing Repository
  ) throws -> CommittedTask {
    let tree = try worktree.opened(of: commonDirectory)
    let merging = try tree.mergeState() != nil
    if try isCutShort(worktree, tree, in: repository) {
      throw Rejection(
        .wrongState,
        "The merge in \(worktree.relativePath) was cut short before its files were written; nothing was committed.",
        details: [.init("worktree_path", .text(worktree.relativePath))],
        remedy: "Call sync_worktree again, which begins it anew.")
    }
    let author = repository.author(at: now.seconds)
    func result(_ commit: ObjectID, _ work: StagedWork?, in repository: borrowing Repository) -> CommittedTask
    {
      CommittedTask(
        commit: commit.description, branch: branch.branchName ?? branch.text, changed: work != nil,
        files: work?.changed.map(\.description) ?? [], message: message,
        hooksSkipped: hooks(of: worktree, in: repository),
        merged: merging && work != nil, notes: ended(task) + (work.map(notes) ?? []))
    }
    var outcome = try tree.commitAll(message: message.text, author: author)
    if case .unchanged = outcome {
      guard let tip = try repository.tip(of: branch) else {
        throw Rejection(.notFound, "\(branch.branchName ?? branch.text) has no commit.")
      }
      // The same report again is a repeated call, not a second one.
      if try repository.commit(tip).message == message.text {
        // One that was killed may not have come to forget the merge that it ended.
        if !merging, let name = worktree.name { try forgetSync(name, in: repository) }
        return result(tip, nil, in: repository)
      }
      if message.kind == .implementation || message.kind == .fix {
        throw Rejection(
          .nothingToCommit,
          "\(worktree.relativePath) has no change to commit. Only design, blocked and complete may be without.",
          details: [
            .init("worktree_path", .text(worktree.relativePath)), .init("head", .text(tip.description)),
          ])
      }
      outcome = try tree.commitAll(message: message.text, author: author, allowsEmpty: true)
    }
    switch outcome {
    case .committed(let commit, _, let work):
      // Whoever began a merge here, it is over.
      if let name = worktree.name { try forgetSync(name, in: repository) }
      return result(commit, work, in: repository)
    case .unchanged:
      throw Rejection(.bug, "An empty commit was refused in \(worktree.path).")
    case .unresolved(let files):
      throw Rejection(
        .unresolved,
        "\(spoken(files.map { quoted($0.description) }, limit: 5)) still \(files.count == 1 ? "holds" : "hold") conflict markers; nothing was committed.",
        details: [.init("files", .texts(files.map(\.description)))],
        remedy: "Edit them until they hold what both sides need, then call commit_task again.")
    }
  }

  /// Tells a worker that nobody waits for its work any more, or that it is merged by another call only.
  private func ended(_ task: PlanTask?) -> [String] {
    guard let task else { return [] }
    switch task.status.word {
    case .cancelled:
      return ["Task \(task.id) was cancelled: this work stays on its branch and is not merged."]
    case .completed:
      return [
        "Task \(task.id) is completed already: this work is on its branch only until merge_task_branch merges it."
      ]
    case .pending, .claimed, .inReview, .failed, .blocked, .needsReplan, .expanding: return []
    }
  }

  /// What a person should know of what was committed, or not.
  private func notes(_ work: StagedWork) -> [String] {
    var notes: [String] = []
    if !work.nested.isEmpty {
      notes.append("Repositories of their own were left alone: \(spoken(work.nested.map(\.description))).")
    }
    if !work.unfiltered.isEmpty {
      notes.append(
        "A program outside would have converted \(spoken(work.unfiltered.keys.map(\.description).sorted())); they are stored as they are."
      )
    }
    return notes
  }

  /// The hooks that git itself would run at a commit; gitstate starts no program.
  private func hooks(of worktree: Worktree, in repository: borrowing Repository) -> [String] {
    var folder = repository.configText("core.hooksPath") ?? "\(commonDirectory)/hooks"
    // git runs hooks in the worktree's root, and takes a relative path from there.
    if !folder.hasPrefix("/") { folder = "\(worktree.path)/\(folder)" }
    return ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"].filter {
      ((try? File.status("\(folder)/\($0)")) ?? nil) != nil
    }
  }
}
