package import Git
import StateMachine

/// A task's branch and what its metadata commit says.
package struct TaskBranch: Sendable {
  package let name: String
  package let tip: ObjectID
  /// The commit that the branch starts with.
  package let start: ObjectID
  package let metadata: TaskMetadata
  /// Whether another program wrote it.
  package let isLegacy: Bool
  /// Whether its metadata commit was lost in a rewrite, and the ledger alone says whose it is.
  var isRewritten = false
}

extension Project {
  /// How many commits of work a task branch may have before its metadata commit is given up for lost.
  private static var patience: Int { 5_000 }

  /// A task branch by its name: `task/001-user-model`, `origin/task/…`, or a commit on one.
  func taskBranch(_ text: String, in repository: borrowing Repository) throws -> TaskBranch {
    let name = try taskBranchName(text, in: repository)
    guard let tip = try anyTip(name, in: repository) else { throw try noTaskBranch(name, in: repository) }
    guard let branch = try taskBranch(named: name, at: tip, in: repository) else {
      throw Rejection(
        .notATask,
        "Branch \(quoted(name)) holds no task: none of its commits is one that create_task_branch makes.",
        details: [.init("branch", .text(String(name.prefix(200))))], next: .init("overview"))
    }
    return branch
  }

  /// The task of a branch; nil where none of its commits says so.
  ///
  /// The metadata commit is looked for along first parents: what a worker merged in brings other tasks' metadata with it. Only
  /// where it is not among them (the worker's own line was merged into another), merged ones are asked, and
  /// then for the commit that names this very branch. A branch that was rewritten without it is the task's whose ledger
  /// recorded that name.
  func taskBranch(
    named name: String, at tip: ObjectID, in repository: borrowing Repository
  ) throws -> TaskBranch? {
    func branch(_ commit: Commit) -> TaskBranch? {
      guard let (metadata, isLegacy) = TaskMetadata.read(commit.message) else { return nil }
      return TaskBranch(name: name, tip: tip, start: commit.id, metadata: metadata, isLegacy: isLegacy)
    }
    var next: ObjectID? = tip
    var looked = 0
    // A shallow clone ends somewhere; what is there is enough or it is not.
    while let id = next, looked < Self.patience, let commit = try? repository.commit(id) {
      if let found = branch(commit) { return found }
      next = commit.parents.first
      looked += 1
    }
    var queue = [tip]
    var seen: Set<ObjectID> = [tip]
    var position = 0
    while position < queue.count, position < Self.patience {
      defer { position += 1 }
      guard let commit = try? repository.commit(queue[position]) else { continue }
      if commit.subject.hasPrefix("Initialize task/"),
        name.hasSuffix(commit.subject.dropFirst("Initialize ".count)),
        let found = branch(commit)
      {
        return found
      }
      for parent in commit.parents where seen.insert(parent).inserted { queue.append(parent) }
    }
    return try recordedBranch(name, at: tip, in: repository)
  }

  /// A branch whose metadata commit is gone, by what the only plan says that recorded its name.
  private func recordedBranch(
    _ name: String, at tip: ObjectID, in repository: borrowing Repository
  ) throws -> TaskBranch? {
    guard name.hasPrefix("task/") else { return nil }
    let having = try allPlans(in: repository).compactMap { view in
      view.plan.tasks.first { $0.branch?.name == name }.map { (view: view, task: $0) }
    }
    guard having.count == 1, let (view, task) = having.first,
      let base = view.facts.baseTip.flatMap({ ObjectID($0) }),
      let start = try GitError.known({ () throws(GitError) in try repository.mergeBases(tip, base) })?.first
    else { return nil }
    var metadata = TaskMetadata(id: task.id.text, description: task.definition.description)
    metadata.preconditions = task.definition.preconditions.map(\.text)
    metadata.provides = task.definition.provides.map(\.text)
    metadata.files = task.definition.files
    metadata.sessionGoal = view.founding.request
    metadata.sessionID = view.session.text
    metadata.planBranch = view.branch
    metadata.planVersion = "v\(view.plan.version)"
    metadata.base = view.base
    return TaskBranch(
      name: name, tip: tip, start: start, metadata: metadata, isLegacy: false, isRewritten: true)
  }

  /// The task whose branch that is, in the plan that its metadata names; nil where the plan knows another branch of that task.
  ///
  /// A rebase gives the metadata commit a new id, so the name decides and not where the branch began. A task that has no
  /// branch in the plan yet is the one that the metadata names: another program made it.
  func task(of branch: TaskBranch, in view: PlanView) -> PlanTask? {
    view.plan.tasks.first { task in
      task.branch.map { $0.name == branch.name } ?? true && task.id.text == branch.metadata.id
    }
  }

  /// Records a branch that another program made for a task, with its plan.
  func adopt(
    _ branch: TaskBranch, for task: PlanTask, of view: PlanView, in repository: borrowing Repository
  ) throws {
    guard task.branch == nil, let base = try repository.commit(branch.start).parents.first else { return }
    let recorded = PlanTask.Branch(
      name: branch.name, base: base.description, start: branch.start.description)
    _ = try append(
      .recordBranch(task.id, recorded, ahead: true, replacing: false), to: view, in: repository)
  }

  /// The tip of a branch, of a remote's branch, or a commit id itself.
  func anyTip(_ name: String, in repository: borrowing Repository) throws -> ObjectID? {
    if let id = ObjectID(name) { return try repository.kind(of: id) == .commit ? id : nil }
    for text in ["refs/heads/\(name)", "refs/remotes/\(name)"] {
      if let ref = RefName(text), let tip = try repository.tip(of: ref) { return tip }
    }
    return nil
  }

  /// Refuses a branch that holds records: it has no files of its own to work on or to merge.
  func refuseRecords(_ name: String) throws(Rejection) {
    guard Project.isOwn(name), !name.hasPrefix("task/"), !name.hasPrefix("orchestration/") else { return }
    throw Rejection(
      .notATask, "\(name) holds records and no files; name a task's branch.",
      details: [.init("branch", .text(name))], next: .init("overview"))
  }

  /// - Parameter isWrite: whether it is wanted as a branch of this repository.
  func noTaskBranch(
    _ name: String, toWrite isWrite: Bool = false, in repository: borrowing Repository
  ) throws -> Rejection {
    if let remote = try remoteTaskBranch(name, in: repository) {
      let bare = remote.split(separator: "/").dropFirst().joined(separator: "/")
      return Rejection(
        .notFound, "There is no branch \(quoted(bare)) here, but the remote has \(quoted(remote)).",
        details: [.init("branch", .text(bare)), .init("remote", .text(remote))],
        next: .init("parse_task", [.init("branch", .text(remote))]),
        remedy: isWrite ? "Take it over with: git branch \(bare) \(remote)" : nil)
    }
    if let ref = RefName.branch(name.hasPrefix("task/") ? name : "task/\(name)"),
      let archived = try archive(holding: ref, in: repository)
    {
      return archived.refusal(of: ref.branchName ?? name)
    }
    let known = try repository.refs(below: "refs/heads/task/").compactMap { $0.name.branchName }
    let near = nearest(to: name, among: known)
    var sentence = "There is no branch \(quoted(name))."
    if !known.isEmpty {
      sentence +=
        near.isEmpty ? " Task branches are \(spoken(known))." : " Did you mean \(spoken(near, word: "or"))?"
    }
    return Rejection(
      .notFound, sentence,
      details: [.init("value", .text(String(name.prefix(80)))), .init("known", .texts(known.prefix(50)))],
      next: .init("overview"))
  }

  /// The only branch of a remote of that name, or of a task of that id, as `origin/task/…`.
  private func remoteTaskBranch(_ name: String, in repository: borrowing Repository) throws -> String? {
    let bare = name.hasPrefix("task/") ? String(name.dropFirst(5)) : name
    let all = try repository.refs(below: "refs/remotes/").compactMap {
      ref -> (remote: String, task: Substring)? in
      let parts = ref.name.text.split(separator: "/", maxSplits: 4)
      guard parts.count == 5, parts[3] == "task" else { return nil }
      return (parts[2...].joined(separator: "/"), parts[4])
    }
    let exact = all.filter { $0.task == bare }
    let found = exact.isEmpty ? all.filter { $0.task.hasPrefix(bare + "-") } : exact
    return found.count == 1 ? found[0].remote : nil
  }
}

/// A task's branch after create_task_branch.
package struct TaskBranchChange: Sendable {
  package let branch: String
  package let start: ObjectID
  package let base: BaseBranch
  package let changed: Bool
  package let view: PlanView
}
