import Git
import StateMachine

extension Project {
  /// The newest commit of work on a task's branch; nil where there is none.
  ///
  /// Looked for along first parents, down to one of `ends`. A merge that only brings the base in is nobody's work; a
  /// worker's report without a changed file is.
  func newestWork(
    from tip: ObjectID, to ends: Set<ObjectID>, base: ObjectID, in repository: borrowing Repository
  ) -> Commit? {
    var next: ObjectID? = tip
    while let id = next, !ends.contains(id), let commit = try? repository.commit(id) {
      guard bringsOnlyBase(commit, base, in: repository) else { return commit }
      next = commit.parents.first
    }
    return nil
  }

  /// What can't be told, where a history was cut off, is taken for work.
  private func bringsOnlyBase(_ commit: Commit, _ base: ObjectID, in repository: borrowing Repository) -> Bool
  {
    let merged = commit.parents.dropFirst()
    return !merged.isEmpty && WorkerMessage(reading: commit.message) == nil
      && merged.contains { (try? repository.commit($0).tree) == commit.tree }
      && merged.allSatisfy { (try? repository.isAncestor($0, of: base)) == true }
  }

  /// Refuses to complete a task on which nobody worked, or whose worker said last that it can't go on.
  ///
  /// What is completed already may be merged again whatever it holds.
  func refuseIncomplete(
    _ task: PlanTask, on branch: TaskBranch, base: ObjectID, in repository: borrowing Repository
  ) throws {
    guard task.status.word != .completed else { return }
    var ends: Set<ObjectID> = [branch.start]
    for merge in task.merges.compactMap({ ObjectID($0) })
    where try GitError.known({ () throws(GitError) in try repository.isAncestor(merge, of: base) }) == true {
      // A branch that was forwarded to has no merge commit: its tip delivered itself.
      ends.insert(try repository.commit(merge).parents.dropFirst().first ?? merge)
    }
    guard let work = newestWork(from: branch.tip, to: ends, base: base, in: repository) else {
      throw noWork(task, branch.name, isAgain: ends.count > 1, free: try freeWorker(in: repository))
    }
    guard case .blocked(let reason, _) = task.status, WorkerMessage(reading: work.message)?.kind == .blocked
    else { return }
    throw Rejection(
      .wrongState,
      "Task \(task.id) is blocked (\(quoted(reason))), and no work was committed since; nothing was merged. commit_task with type complete says that it is solved; complete: false merges what there is and leaves the task open.",
      details: [
        .init("task", .text(task.id.text)), .init("status", .text(task.status.word.rawValue)),
        .init("reason", .text(reason)),
      ],
      next: .init("parse_task", [.init("branch", .text(branch.name))]))
  }

  private func noWork(_ task: PlanTask, _ branch: String, isAgain: Bool, free: String) -> Rejection {
    var next = Rejection.Next(
      "create_worktree", [.init("worker_id", .text(free)), .init("task_branch", .text(branch))])
    if let worker = task.status.claim?.worker {
      let line = task.definition.description.prefix(while: { !$0.isNewline })
      next = .init(
        "commit_task", [.init("worker_id", .text(worker.text)), .init("summary", .text(String(line)))])
    }
    return Rejection(
      .noWork,
      "Nobody has committed work on \(branch)\(isAgain ? " since its last merge" : ""), so a merge does not complete task \(task.id); nothing was merged. If nothing was to be done, complete it with completed_task_ids of update_plan_branch, or pass complete: false.",
      details: [.init("task", .text(task.id.text)), .init("task_branch", .text(branch))], next: next)
  }
}
