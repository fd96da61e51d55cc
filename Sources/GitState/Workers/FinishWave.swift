import Git
package import StateMachine

/// What finish_wave did, and how the plan stands.
package struct FinishedWave: Sendable {
  /// A worktree that is gone: its work is on the base.
  package struct Removed: Sendable {
    package let path: String
    package let worker: String
    package let task: PlanTaskID
    /// What came into it while it was being removed.
    package let rescued: Rescue?
    /// What git ignores and so went unkept; a folder as a whole, with a `/` behind it.
    package let ignored: [String]
  }

  /// A worktree that stays, why, and the call that would end that.
  package struct Left: Sendable {
    package let path: String
    package let worker: String
    package let task: PlanTaskID
    package let why: String
    package let next: Rejection.Next?
  }

  package let view: PlanView
  /// Tasks whose work was found on the base, and which are completed by that.
  package let completed: [PlanTaskID]
  package let removed: [Removed]
  package let left: [Left]
  package let changed: Bool
  package let warnings: [String]
  package let landing: ProjectOverview.Landing?
}

extension Project {
  /// Ends a wave: completes what is delivered, records what was learned, and removes the worktrees whose work is on the base.
  ///
  /// Nothing is merged and nothing that is not delivered is removed.
  package func finishWave(
    _ plan: String, learnings: String?, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> FinishedWave {
    let start = try preparePlan(plan, guarded).view
    let delivered = try withRepository { repository in try deliveredUnnoticed(start, in: repository) }
    var warnings: [String] = []
    var change = try updateWave(start, delivered, learnings, guarded, &warnings)
    let view = try withRepository { repository in
      var view = try self.view(start.branch, in: repository)
      view.take(lookAtBranches(of: view, in: repository))
      return view
    }
    var removed: [FinishedWave.Removed] = []
    var left: [FinishedWave.Left] = []
    if workingDirectory != nil {
      try withRepository { repository in
        try clearUp(view, &removed, &left, &warnings, in: repository)
      }
    }
    if !removed.isEmpty { change = true }
    let completed = delivered.filter { view.plan[$0]?.status.word == .completed }
    return FinishedWave(
      view: view, completed: completed, removed: removed, left: left, changed: change, warnings: warnings,
      landing: view.state == .completed ? try landing(of: view) : nil)
  }

  /// Completes and learns by one update; where the plan does not let a task be completed so, it learns all the same.
  private func updateWave(
    _ view: PlanView, _ delivered: [PlanTaskID], _ learnings: String?, _ guarded: WriteGuard,
    _ warnings: inout [String]
  ) throws(Rejection) -> Bool {
    func update(_ ids: [PlanTaskID]) throws(Rejection) -> Bool {
      var update = PlanUpdate()
      update.completed = ids.map { PlanUpdate.Completed(id: $0) }
      update.learnings = learnings
      let asked = update
      // What the caller expected was looked at before; a merge that was taken in since is none of others'.
      return try updatePlan(view.branch, guarded: WriteGuard(key: guarded.key, by: guarded.by)) {
        (_) throws(Rejection) in asked
      }.changed
    }
    guard !delivered.isEmpty || !comparable(learnings ?? "").isEmpty else { return false }
    // One that nobody was given while the plan waits keeps no other from being completed.
    var given: [PlanTaskID] = []
    for id in delivered {
      guard let task = view.plan[id] else { continue }
      do throws(Rejection) {
        try view.plan.refuseUngiven(task)
        given.append(id)
      } catch {
        warnings.append(error.sentence)
      }
    }
    do throws(Rejection) {
      return try update(given)
    } catch {
      guard !given.isEmpty, ![.overtaken, .keyReused, .busy].contains(error.code) else { throw error }
      warnings.append(error.sentence)
      return try update([])
    }
  }

  /// Tasks that somebody merged with git itself: their branch has work, all of it is on the base, and the plan does not say so.
  private func deliveredUnnoticed(
    _ view: PlanView, in repository: borrowing Repository
  ) throws -> [PlanTaskID] {
    guard let base = view.facts.baseTip.flatMap({ ObjectID($0) }) else { return [] }
    return view.plan.tasks.filter { task in
      guard task.status.word == .claimed || task.status == .pending, let branch = task.branch,
        let start = ObjectID(branch.start), let ref = RefName.branch(branch.name),
        let tip = (try? repository.tip(of: ref)) ?? nil, tip != start,
        (try? repository.isAncestor(tip, of: base)) == true
      else { return false }
      // A task that was opened again has the work of its first delivery there still.
      var ends: Set<ObjectID> = [start]
      for merge in task.merges.compactMap({ ObjectID($0) }) {
        ends.insert((try? repository.commit(merge).parents.dropFirst().first) ?? merge)
      }
      return hasWork(from: tip, to: ends, in: repository)
    }.map(\.id)
  }

  /// Whether one of the commits of a branch down to where it began is a worker's own: no merge, or a worker's report.
  private func hasWork(from tip: ObjectID, to ends: Set<ObjectID>, in repository: borrowing Repository)
    -> Bool
  {
    var next: ObjectID? = tip
    while let id = next, !ends.contains(id), let commit = try? repository.commit(id) {
      if commit.parents.count < 2 || WorkerMessage(reading: commit.message) != nil { return true }
      next = commit.parents.first
    }
    return false
  }

  /// Removes the worktrees whose work is delivered, and says of each other one why it stays.
  private func clearUp(
    _ view: PlanView, _ removed: inout [FinishedWave.Removed], _ left: inout [FinishedWave.Left],
    _ warnings: inout [String], in repository: borrowing Repository
  ) throws {
    worktrees.sweep()
    var tasks: [String: PlanTask] = [:]
    for task in view.plan.tasks { if let branch = task.branch { tasks[branch.name] = task } }
    for tree in try worktrees.list() {
      // Where not even its place can be read, its administration has the name.
      let folder = tree.name?.text ?? tree.administration
      guard folder.hasPrefix("worker-") else { continue }
      if tree.isStale {
        if isThere(tree.path) {
          warnings.append(
            "What .worktrees/\(folder) is can't be read, so it stays: git worktree list shows it.")
        }
        continue
      }
      guard let name = tree.name, let branch = tree.branch?.branchName,
        let task = tasks[branch]
      else { continue }
      let worker = String(name.text.dropFirst("worker-".count))
      if let (why, next) = try reason(toKeep: tree, of: worker, on: task, view, in: repository) {
        left.append(.init(path: tree.relativePath, worker: worker, task: task.id, why: why, next: next))
        continue
      }
      do {
        let removal = try worktrees.remove(name, occasion: occasion(in: repository))
        try forgetSync(name, in: repository)
        removed.append(
          .init(
            path: tree.relativePath, worker: worker, task: task.id, rescued: removal.rescued,
            ignored: removal.ignored))
      } catch {
        let rejection = Rejection(describing: error)
        left.append(
          .init(
            path: tree.relativePath, worker: worker, task: task.id, why: rejection.sentence,
            next: rejection.next))
      }
    }
  }

  /// Why a worktree stays, and what would end that; nil where everything in it is on the base.
  private func reason(
    toKeep tree: Worktree, of worker: String, on task: PlanTask, _ view: PlanView,
    in repository: borrowing Repository
  ) throws -> (String, Rejection.Next?)? {
    let plan = view.plan
    let branch = tree.branch?.branchName ?? ""
    let merge = Rejection.Next("merge_task_branch", [.init("task_branch", .text(branch))])
    let remove = Rejection.Next("remove_worktree", [.init("worker_id", .text(worker))])
    let read = Rejection.Next("parse_task", [.init("branch", .text(branch))])
    if plan.consent.aborted != nil, !plan.isDone(task, given: view.facts) {
      return ("\(view.branch) was aborted; what is committed stays on \(branch).", remove)
    }
    if view.finished.contains(task.id) { return ("Its work is reported complete and not merged.", merge) }
    switch task.status {
    case .claimed(let claim):
      guard claim.isExpired(at: now) else {
        return ("Worker \(claim.worker) is at work on task \(task.id).", nil)
      }
      let words = "The lease of worker \(claim.worker) ran out on task \(task.id)"
      if plan.handingOutRefusal() != nil {
        return ("\(words), and nothing is handed out until it is decided.", view.pauseCall)
      }
      return ("\(words): \(Project.wayOn).", try takeOver(task, of: view, in: repository))
    case .inReview: return ("Task \(task.id) is in review.", nil)
    case .expanding: return ("Task \(task.id) is expanding.", nil)
    case .pending:
      if plan.consent.aborted != nil {
        return ("\(view.branch) was aborted; removing the worktree rescues what is in it.", remove)
      }
      if plan.handingOutRefusal() != nil {
        return (
          "Task \(task.id) is open again, and nothing is handed out until it is decided.", view.pauseCall
        )
      }
      return ("Task \(task.id) is open again; start_wave goes on with it.", nil)
    case .blocked(let reason, _), .failed(let reason), .needsReplan(let reason):
      return ("Task \(task.id) is \(task.status.word.rawValue): \(quoted(reason)).", read)
    case .cancelled:
      return ("Task \(task.id) was cancelled; removing the worktree rescues what is in it.", remove)
    case .completed(let completion):
      guard plan.isDone(task, given: view.facts) else {
        return ("Task \(task.id) is completed and its work is not on \(view.base).", merge)
      }
      let base = view.facts.baseTip.flatMap { ObjectID($0) }
      let isDelivered =
        try tree.head.map { head in
          try head.description == completion.tip
            || base.map { try repository.isAncestor(head, of: $0) } == true
        } ?? false
      guard isDelivered else { return ("\(branch) has work since its merge.", view.lateCall(task)) }
      if let other = plan.tasks.first(where: { $0.id != task.id && $0.status.claim?.worker.text == worker }) {
        return ("Worker \(worker) holds task \(other.id), and this is its folder.", nil)
      }
      if let lock = tree.lock { return ("It is locked\(lock.isEmpty ? "" : ": \(quoted(lock))").", nil) }
      let status = try worktrees.git(tree.path) { () throws(GitError) in
        try WorkingTree.open(tree.path, of: commonDirectory).status()
      }
      guard !status.isClean else { return nil }
      let paths = Set(
        (status.staged + status.unstaged).map(\.path) + status.untracked + status.conflicted + status.nested)
      let what =
        paths.isEmpty
        ? "Something was begun and not finished in it: \(spoken(status.underway))"
        : "It holds what is not committed: \(spoken(paths.sorted().map { quoted($0.description) }, limit: 5))"
      return ("\(what). Removing the worktree rescues that.", remove)
    }
  }
}
