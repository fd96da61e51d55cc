import Git
import StateMachine

extension Project {
  /// Seconds after which nobody is still at what he has begun.
  static var settled: Int64 { 60 }

  /// Task branches that hold work of no plan here.
  func strayBranches(
    _ plans: [PlanView], in repository: borrowing Repository
  ) throws -> [Finding] {
    let known = Set(plans.flatMap { $0.plan.tasks.compactMap(\.branch?.name) })
    let archived = Set(try allArchives(in: repository).flatMap { $0.branches.map(\.ref.text) })
    var found: [Finding] = []
    for (ref, tip) in try repository.refs(below: "refs/heads/task/") {
      guard let name = ref.branchName, !known.contains(name), !archived.contains(ref.text),
        // Who made it without gitstate has nothing to do with plans.
        let branch = try? taskBranch(named: name, at: tip, in: repository)
      else { continue }
      let view = try? planOf(branch, in: repository)
      if let view, task(of: branch, in: view) != nil { continue }
      let base = RefName.branch(branch.metadata.base).flatMap { try? repository.tip(of: $0) } ?? nil
      if let base, (try? repository.isAncestor(tip, of: base)) == true { continue }
      let plan = branch.metadata.planBranch.isEmpty ? branch.metadata.sessionID : branch.metadata.planBranch
      let remote = try repository.refs(below: "refs/remotes/").first { $0.name.text.hasSuffix("/\(plan)") }
      found.append(
        Finding(
          .branchWithoutTask, ref.text,
          view == nil
            ? "It says that it is task \(branch.metadata.id) of \(plan), which is not here."
            : "It says that it is task \(branch.metadata.id) of \(plan), which has another branch or no such task.",
          evidence: [
            .init("tip", .text(tip.description)), .init("plan", .text(plan)),
            .init("task", .text(branch.metadata.id)),
          ],
          repair: view == nil && remote != nil
            ? [["git", "branch", plan, String(remote?.name.text.dropFirst(13) ?? "")]]
            : [
              ["gitstate", "parse-task", name], ["git", "branch", "-m", name, "kept/\(name.dropFirst(5))"],
            ]))
    }
    return found
  }

  /// Frees what a worker holds whose worktree is gone, while nobody can make it one.
  func freeLost(_ worker: WorkerID, in repository: borrowing Repository) throws {
    let folder = try folder(of: worker)
    let layout = try worktrees.layout()
    let claim = try worktrees.claim("name-\(folder)", layout, about: layout.place(folder), waitingAtMost: 0)
    guard case .absent = try worktrees.state(of: folder, layout) else { return }
    try forgetSync(folder, in: repository)
    _ = try free(worker, in: repository)
    _ = consume claim
  }

  /// Claims whose worktree is gone, and worktrees on tasks that nobody holds.
  func holders(_ plans: [PlanView], in repository: borrowing Repository) -> [Finding] {
    guard repository.workingDirectory != nil, let layout = try? worktrees.layout(),
      let trees = try? worktrees.list()
    else { return [] }
    var active = plans.filter { $0.state.isOpen && !$0.reading.isLegacy }
    for index in active.indices {
      active[index].finished = lookAtBranches(of: active[index], in: repository).finished
    }
    var found: [Finding] = []
    for worker in lostHolders(of: active, among: trees).sorted(by: { $0.text < $1.text }) {
      // Where something is left of it, that is mended first: it may be whole then.
      guard let folder = WorktreeName(worker.folder), !worktrees.isBusy(folder, layout),
        case .absent? = try? worktrees.state(of: folder, layout)
      else { continue }
      let tasks = active.flatMap { view in
        // A worktree is made after its claim, and that takes a moment. Finished work waits for its merge, and merged work to be recorded, whoever's folder is gone.
        view.plan.tasks.filter { task in
          task.status.claim.map { $0.worker == worker && now.seconds - $0.at.seconds >= Self.settled }
            ?? false
            && !view.finished.contains(task.id)
            && !view.facts.unfinished.contains { $0.task == task.id }
        }.map { "\(view.branch) \($0.id)" }
      }
      if tasks.isEmpty { continue }
      found.append(
        Finding(
          .claimWithoutWorktree, "worker \(worker)",
          "It holds \(spoken(tasks)), and its worktree is gone: removing it frees what it holds.",
          evidence: [.init("worker", .text(worker.text)), .init("tasks", .texts(tasks))],
          repair: [["gitstate", "worktree", "remove", worker.text]], cure: .freeWorker(worker.text)))
    }
    for tree in trees where !tree.isStale {
      guard let folder = tree.name?.text, folder.hasPrefix("worker-"), let branch = tree.branch?.branchName
      else { continue }
      for view in active {
        for task in view.plan.tasks
        where task.branch?.name == branch && task.status == .pending && !view.finished.contains(task.id) {
          found.append(
            Finding(
              .worktreeWithoutClaim, tree.path,
              "It stands on \(branch), and nobody holds task \(task.id) of \(view.branch).",
              evidence: [.init("branch", .text(branch)), .init("task", .text(task.id.text))],
              repair: [
                ["gitstate", "worktree", "add", branch, "--worker", String(folder.dropFirst(7))]
              ]))
        }
      }
    }
    return found
  }
}
