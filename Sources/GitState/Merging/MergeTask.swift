import Files
import Git
package import StateMachine

/// What merge_task_branch is asked for.
package struct MergeRequest: Sendable {
  package var branch: String
  /// The branch to merge into; nil for the plan's base.
  package var into: String?
  package var summary: String?
  /// Whether the task is completed by it.
  package var complete = true
  /// Who merges its own task: refused where that is another's by now.
  package var worker: WorkerID?
  /// How conflicts are settled, by path.
  package var resolutions = MergeResolutions()

  package init(branch: String) {
    self.branch = branch
  }
}

/// A merge that is done.
package struct MergedTask: Sendable {
  package let commit: String
  package let into: String
  /// Whether this call made it.
  package let changed: Bool
  package let files: [String]
  package let provides: [String]
  /// Whether the task is completed now; false where it was not asked for or no plan knows the branch.
  package let completed: Bool
  package let task: String?
  /// The plan afterwards; nil where the branch belongs to none.
  package let view: PlanView?
  package let notes: [String]
}

extension Project {
  /// Merges a task's branch into its base in memory, moves the base, and completes the task.
  ///
  /// The base moves first, because only that can fail. The merge names what it completes, so where a crash keeps the
  /// completion from the ledger, the same call or the next write to the plan makes up for it.
  package func mergeTask(_ request: MergeRequest, guarded: WriteGuard = WriteGuard()) throws(Rejection)
    -> MergedTask
  {
    try withRepository { repository in
      try inTurn(in: repository) { try merge(request, guarded, in: repository) }
    }
  }

  private func merge(
    _ request: MergeRequest, _ guarded: WriteGuard, in repository: borrowing Repository
  ) throws -> MergedTask {
    let name = try taskBranchName(request.branch, in: repository)
    guard let ref = RefName.branch(name), let tip = try repository.tip(of: ref) else {
      throw try noTaskBranch(name, in: repository)
    }
    try refuseRecords(name)
    let branch = try taskBranch(named: name, at: tip, in: repository)
    let found = try branch.flatMap { try planOf($0, in: repository) }
    func task(of plan: PlanView?) -> PlanTask? {
      plan.flatMap { plan in branch.flatMap { self.task(of: $0, in: plan) } }
    }
    if let found, request.complete, task(of: found) != nil {
      // Whatever the ledger would refuse is refused before the base moves.
      _ = try check(guarded, on: found.reading)
      try finishMerges(found.reading.branch, except: task(of: found)?.id, in: repository)
    }
    let plan =
      found?.facts.unfinished.isEmpty ?? true ? found : try branch.flatMap { try planOf($0, in: repository) }
    let task = task(of: plan)
    let metadataBase = branch.flatMap { $0.metadata.base.isEmpty ? nil : $0.metadata.base }
    let usual = plan?.base ?? metadataBase
    if let into = request.into, into != usual { try refuseAbsent(into, usual, of: name, in: repository) }
    let base = try base(named: request.into ?? usual, in: repository)
    guard let into = RefName.branch(base.name) else { throw Rejection(.bug, "\(base.name) is no branch.") }
    // A task is done when its work is on its plan's base, not elsewhere.
    let completes = request.complete && task != nil && base.name == plan?.base
    if let plan, let task, plan.state == .aborted, base.name == plan.base {
      throw plan.plan.abortedRefusal("Task \(task.id)")
    }
    if completes, let plan, let task {
      // What a crash kept from the ledger is made up for, whatever waits by now.
      if !plan.facts.unfinished.contains(where: { $0.task == task.id }) { try plan.plan.refuseUngiven(task) }
      _ = try plan.plan.decide(
        .complete(task.id, tip: tip.description, merge: tip.description, by: request.worker),
        given: plan.facts, at: now)
      if let branch {
        try refuseIncomplete(task, on: branch, base: base.tip, in: repository)
        try refuseUnreviewed(task, of: plan, on: branch, base: base.tip, in: repository)
      }
    }
    var notes = base.made.map { [$0] } ?? []
    if request.complete, !completes {
      if let plan, let task {
        notes.append("Task \(task.id) is not completed by this: that takes a merge into \(plan.base).")
      } else {
        notes.append("No task is completed by this: no plan here has \(name).")
      }
    }
    let uncommitted = try repository.checkout(of: ref).map { checkout in
      Beside { [commonDirectory] in Self.uncommitted(in: checkout.path, of: commonDirectory) }
    }
    defer { _ = uncommitted?.value() }

    let merged: (commit: ObjectID, files: [String], changed: Bool)
    if try repository.isAncestor(tip, of: base.tip) {
      merged = (try mergeCommit(of: tip, task, on: base.tip, in: repository), [], false)
    } else {
      if let branch, branch.start == tip { notes.append("\(name) holds no work: its merge changes no file.") }
      let message = message(for: name, branch, task, completes ? plan : nil, request.summary)
      let (commit, changes) = try mergeInMemory(
        ours: base.tip, theirs: tip, labels: (base.name, name), request.resolutions, message: message,
        conflicted: { try conflict($0, branch: name, into: base.name, in: repository) }, in: repository)
      notes += try move(
        into, from: base.tip, to: commit, changes: changes, because: "merge \(name)", in: repository)
      merged = (commit, changes.map { $0.path.description }, true)
    }
    notes += uncommitted?.value() ?? []
    let provides = task?.definition.provides.map(\.text) ?? branch?.metadata.provides ?? []
    guard completes, let plan, let task else {
      return MergedTask(
        commit: merged.commit.description, into: base.name, changed: merged.changed, files: merged.files,
        provides: provides, completed: false, task: task?.id.text ?? branch?.metadata.id, view: plan,
        notes: notes)
    }
    if let branch { try adopt(branch, for: task, of: plan, in: repository) }
    let appended = try append(
      to: plan.reading.branch, reader: planReader(plan.reading.branch),
      guarded: WriteGuard(key: guarded.key, by: guarded.by ?? task.status.claim.map { $0.worker.folder }),
      in: repository
    ) { present in
      guard let present else { throw Rejection.noLedger(plan.reading.branch, kind: Plan.kind) }
      return Prepared(
        // Past this no error takes the merge back, so whoever holds the task by now is told, not heard.
        command: .complete(task.id, tip: tip.description, merge: merged.commit.description),
        facts: try facts(of: present.machine, at: present.tip, in: repository))
    }
    // Of two that merge at once, one may move the base and the other record it: the record has one winner.
    let changed = appended.changed || (merged.changed && task.status.word == .completed)
    return MergedTask(
      commit: merged.commit.description, into: base.name, changed: changed,
      files: merged.files, provides: provides, completed: true, task: task.id.text,
      view: try view(appended.reading, in: repository), notes: notes)
  }

  /// What stands uncommitted in the tree where a branch is checked out: it is not in the merge.
  private static func uncommitted(in path: String, of commonDirectory: String) -> [String] {
    guard let tree = try? WorkingTree.open(path, of: commonDirectory), let status = try? tree.status(),
      !status.isClean
    else { return [] }
    let paths = Set((status.staged + status.unstaged).map(\.path) + status.untracked + status.conflicted)
    guard !paths.isEmpty else { return [] }
    let names = spoken(paths.sorted().map { quoted($0.description) }, limit: 5)
    return [
      "\(names) in \(path) \(paths.count == 1 ? "is" : "are") not committed and so not in the merge."
    ]
  }

  /// A branch that is named to merge into must be there: a name mistaken would be a new branch.
  private func refuseAbsent(
    _ into: String, _ usual: String?, of branch: String, in repository: borrowing Repository
  ) throws {
    guard try repository.tip(of: baseRef(into)) == nil else { return }
    throw Rejection(
      .notFound, "There is no branch \(quoted(into)) to merge into.",
      details: [.init("into", .text(String(into.prefix(200))))],
      next: .init("merge_task_branch", [.init("task_branch", .text(branch))]),
      remedy:
        "Leave `into` out to merge into \(usual ?? baseName(in: repository)), or make it: git branch \(into)")
  }

  /// The commit by which a tip came onto a base: the recorded one, or a merge of it along first parents, else itself.
  func mergeCommit(
    of tip: ObjectID, _ task: PlanTask?, on base: ObjectID, in repository: borrowing Repository
  ) throws -> ObjectID {
    if case .completed(let completion)? = task?.status, completion.tip == tip.description,
      let recorded = completion.merge.flatMap({ ObjectID($0) }), try repository.isAncestor(recorded, of: base)
    {
      return recorded
    }
    var next: ObjectID? = base
    var looked = 0
    while let id = next, looked < 2_000 {
      guard let commit = try? repository.commit(id) else { break }
      if commit.parents.dropFirst().contains(tip) { return id }
      next = commit.parents.first
      looked += 1
    }
    return tip
  }

  private func message(
    for name: String, _ branch: TaskBranch?, _ task: PlanTask?, _ completed: PlanView?, _ summary: String?
  ) -> String {
    let description = task?.definition.description ?? branch?.metadata.description ?? ""
    let line = visible(description.prefix(while: { !$0.isNewline }))
    let id = task?.id.text ?? branch?.metadata.id
    var text = LedgerMessage.cut(id.map { "Merge task/\($0): \(line)" } ?? "Merge \(name)") + "\n\n"
    if let summary, !comparable(summary).isEmpty {
      text += "## Implementation Summary\n\(shown(summary, from: "  "))\n\n"
    }
    let provides = task?.definition.provides.map(\.text) ?? branch?.metadata.provides ?? []
    // One line each, whatever a legacy plan let in: a line of its own would be read as another capability.
    let lines = provides.map {
      "- " + visible($0.split(whereSeparator: \.isNewline).joined(separator: " ")) + "\n"
    }
    if !lines.isEmpty { text += "## Provides\n" + lines.joined() + "\n" }
    text += "Gitstate-Merges: \(name)\n"
    if let completed, let task { text += "\(BaseMerges.trailer): \(completed.branch) \(task.id)\n" }
    return text
  }
}
