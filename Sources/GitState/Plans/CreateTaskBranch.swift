import Git
package import StateMachine

/// What create_task_branch is asked for.
package struct TaskBranchRequest: Sendable {
  /// As the caller writes it: `001`, `1`.
  package var task: String
  package var slug: Slug?
  /// A branch or a session id; nil for the only active plan that has the task.
  package var plan: String?
  /// Although what the task needs is not there yet.
  package var ahead = false
  package var implementationNotes: String?
  package var sessionGoal: String?

  package init(task: String) {
    self.task = task
  }
}

extension Project {
  /// Makes a task's branch: one metadata commit on the base's tip.
  ///
  /// The same call again answers the same branch.
  ///
  /// The ledger records the branch before the ref is made, so a crash between the two is completed by the next call.
  package func createTaskBranch(
    _ request: TaskBranchRequest, guarded: WriteGuard = WriteGuard()
  ) throws(Rejection) -> TaskBranchChange {
    try withRepository { repository in
      // The ledger and the ref are written in one turn.
      try inTurn(in: repository) { try createTaskBranch(request, guarded, in: repository) }
    }
  }

  private func createTaskBranch(
    _ request: TaskBranchRequest, _ guarded: WriteGuard, in repository: borrowing Repository
  ) throws -> TaskBranchChange {
    let found =
      try request.plan.map { try view($0, in: repository) }
      ?? onlyActivePlan(in: repository, withTask: request.task)
    let ref = try writablePlan(found.branch, in: repository)
    try finishMerges(ref, in: repository)
    let id = try found.plan.task(named: request.task).id
    let base = try base(named: found.base, in: repository)
    var branch: PlanTask.Branch?
    let appended = try append(to: ref, reader: planReader(ref), guarded: guarded, in: repository) {
      present in
      guard let present else { throw Rejection.noLedger(ref, kind: Plan.kind) }
      let plan = present.machine
      guard let task = plan[id] else { throw plan.unknownTask(request.task) }
      let facts = try facts(of: plan, at: present.tip, in: repository)
      let wanted = try wantedBranch(task, request, in: repository)
      let replacing = try task.branch.map { try isGone($0, task.id, in: repository) } ?? false
      if let recorded = task.branch, !replacing {
        branch = recorded
      } else {
        if task.status.word == .completed || task.status.word == .cancelled { try plan.refuseBranch(task) }
        try checkFree(wanted, for: task, of: found.branch, in: repository)
        let metadata = metadata(of: task, request, in: present, facts)
        let start = try repository.writeCommit(
          tree: try repository.commit(base.tip).tree, parents: [base.tip],
          message: metadata.message(branch: wanted),
          author: repository.author(at: now.seconds))
        branch = .init(name: wanted, base: base.tip.description, start: start.description)
      }
      return Prepared(
        command: .recordBranch(
          id, .init(name: wanted, base: branch?.base ?? "", start: branch?.start ?? ""),
          ahead: request.ahead,
          replacing: replacing),
        facts: facts)
    }
    // A repeated key answers what was recorded the first time.
    branch = branch ?? appended.reading.machine[id]?.branch
    guard let branch, let start = ObjectID(branch.start), let name = RefName.branch(branch.name) else {
      throw Rejection(.bug, "Task \(id) was given no branch.")
    }
    // One that was rebased stands, wherever it began.
    let stands = try repository.tip(of: name) != nil && !isGone(branch, id, in: repository)
    let made = try !stands && ensure(name, at: start, for: id, in: repository)
    return TaskBranchChange(
      branch: branch.name, start: start, base: base,
      // Who made the ref is the one winner, even where another recorded the branch a moment before.
      changed: made || appended.isRepeated,
      view: try view(appended.reading, in: repository))
  }

  /// `task/<id>-<slug>`, the slug from the description where none is given.
  private func wantedBranch(
    _ task: PlanTask, _ request: TaskBranchRequest, in repository: borrowing Repository
  ) throws -> String {
    // Without a slug of the caller's, the branch that is there is the one that is meant.
    if request.slug == nil, let recorded = task.branch, try !isGone(recorded, task.id, in: repository) {
      return recorded.name
    }
    let slug =
      request.slug ?? Slug(describing: task.definition.title ?? task.definition.description)
      ?? Slug(describing: task.id.text.lowercased())
    return "task/\(task.id.branchStem)-\(slug?.text ?? "task")"
  }

  /// Whether a recorded branch can't be the task's any more: its ref leads elsewhere, or both ref and start are gone.
  private func isGone(
    _ branch: PlanTask.Branch, _ task: PlanTaskID, in repository: borrowing Repository
  ) throws -> Bool {
    guard let name = RefName.branch(branch.name), let start = ObjectID(branch.start) else { return true }
    guard let tip = try repository.tip(of: name) else { return !repository.contains(start) }
    if repository.contains(start), try repository.isAncestor(start, of: tip) { return false }
    // Rebased, it says itself whose it is.
    guard let read = try taskBranch(named: branch.name, at: tip, in: repository), !read.isRewritten,
      let view = try planOf(read, in: repository)
    else { return true }
    return self.task(of: read, in: view)?.id != task
  }

  /// Refuses a name that is somebody else's, with a free one.
  private func checkFree(
    _ name: String, for task: PlanTask, of plan: String, in repository: borrowing Repository
  ) throws {
    guard let ref = RefName.branch(name) else {
      throw Rejection(
        .invalidName, "\(quoted(name)) is no branch name.", details: [.init("value", .text(name))])
    }
    var other: String?
    if try repository.tip(of: ref) != nil { other = name }
    if other == nil, let collision = try repository.collision(of: ref) {
      other = collision.branchName ?? collision.text
    }
    guard let other else { return }
    var number = 2
    while number < 1_000, let free = RefName.branch("\(name)-\(number)"),
      try repository.tip(of: free) != nil || repository.collision(of: free) != nil
    {
      number += 1
    }
    let slug = "\(name.dropFirst("task/\(task.id.branchStem)-".count))-\(number)"
    throw Rejection(
      .nameTaken, "Branch \(other) already exists and is not task \(task.id)'s of this plan.",
      details: [.init("branch", .text(other)), .init("free_slug", .text(slug))],
      next: .init(
        "create_task_branch",
        [
          .init("task_id", .text(task.id.text)), .init("branch_slug", .text(slug)),
          .init("plan_branch", .text(plan)),
        ]))
  }

  /// Makes the ref where it is not there; answers whether it was made here.
  private func ensure(
    _ name: RefName, at start: ObjectID, for id: PlanTaskID, in repository: borrowing Repository
  ) throws -> Bool {
    if let tip = try repository.tip(of: name), try repository.isAncestor(start, of: tip) { return false }
    // In a fresh clone the branch is the remote's, and has the work that was done on it.
    var start = start
    if let remote = RefName("refs/remotes/origin/\(name.branchName ?? "")"),
      let tip = try repository.tip(of: remote), try repository.isAncestor(start, of: tip)
    {
      start = tip
    }
    guard let theirs = try repository.make(name, at: start, because: "gitstate: start task \(id)") else {
      return true
    }
    if try repository.isAncestor(start, of: theirs) { return false }
    throw Rejection(
      .nameTaken, "Branch \(name.branchName ?? name.text) was made by somebody else just now.",
      details: [.init("branch", .text(name.branchName ?? name.text))],
      next: .init(
        "create_task_branch", [.init("task_id", .text(id.text)), .init("branch_slug", .text("work-2"))]))
  }

  private func metadata(
    of task: PlanTask, _ request: TaskBranchRequest, in present: LedgerReading<Plan>, _ facts: PlanFacts
  ) -> TaskMetadata {
    let plan = present.machine
    let founding = plan.founding ?? .none
    let definition = task.definition
    var metadata = TaskMetadata(id: task.id.text, description: definition.description)
    metadata.preconditions = definition.preconditions.map(\.text)
    metadata.provides = definition.provides.map(\.text)
    metadata.files = definition.files
    metadata.sessionGoal = request.sessionGoal ?? founding.request
    metadata.sessionID = founding.session.text
    metadata.planBranch = founding.session.branch
    metadata.planVersion = "v\(plan.version)"
    let related = plan.related(task, given: facts)
    metadata.dependsOn = related.dependsOn.map(\.text)
    metadata.enables = related.enables.map(\.text)
    metadata.parallelWith = related.parallelWith.map(\.text)
    metadata.completedTasks = plan.tasks.places { $0.task.status.word == .completed }.map {
      plan.tasks.held(at: $0).task.id.text
    }
    metadata.estimatedTime = definition.estimatedTime ?? ""
    metadata.priority = (definition.priority ?? .medium).rawValue
    metadata.implementationNotes = request.implementationNotes ?? definition.implementationNotes ?? ""
    metadata.base = founding.base
    return metadata
  }
}
