import Git
package import StateMachine

extension Project {
  /// Carries out one update: added, changed, cancelled and completed tasks, and what was learned.
  ///
  /// - Parameters:
  ///   - plan: a branch or a session id.
  ///   - update: asked for with the plan as it stands, so that ids are understood as that plan means them.
  package func updatePlan(
    _ plan: String, guarded: WriteGuard = WriteGuard(), _ update: (Plan) throws(Rejection) -> PlanUpdate
  ) throws(Rejection) -> PlanChange {
    try withRepository { repository in
      let ref = try writablePlan(plan, in: repository)
      var warnings: [String] = []
      var asked: [PlanTaskID] = []
      var before: PlanFacts?
      let appended = try appendFinished(to: ref, guarded: guarded, in: repository) {
        present, known throws in
        let update = try update(present.machine)
        var tips: [PlanTaskID: String] = [:]
        for completed in update.completed {
          guard let name = present.machine[completed.id]?.branch?.name, let branch = RefName.branch(name),
            let tip = try repository.tip(of: branch)
          else { continue }
          tips[completed.id] = tip.description
        }
        let named = Set(update.completed.compactMap(\.commit))
        before = known
        var facts = known
        if !update.completed.isEmpty {
          facts = try self.facts(
            of: present.machine, at: present.tip, tips: tips, besides: named, in: repository)
        }
        // A ledger begins on the base as it was then: what it reaches, the base had.
        facts.earlier = try named.filter {
          guard let id = ObjectID($0) else { return false }
          return try GitError.known { () throws(GitError) in try repository.isAncestor(id, of: present.tip) }
            == true
        }
        warnings = PlanChange.warnings(of: update, in: present.machine)
        asked = update.cancelled
        return Prepared(command: .update(update), facts: facts)
      }
      if let before { planFacts.carry(before, to: appended) }
      let view = try view(appended.reading, in: repository)
      warnings += try stillAtWork(on: asked.compactMap { view.plan[$0] }, in: repository)
      return PlanChange(view: view, changed: appended.changed, notes: [], warnings: warnings)
    }
  }

  /// Who still has the worktree of a task that was cancelled.
  private func stillAtWork(on tasks: [PlanTask], in repository: borrowing Repository) throws -> [String] {
    guard !tasks.isEmpty, repository.workingDirectory != nil else { return [] }
    let worktrees = try worktrees.list()
    return tasks.compactMap { task in
      guard let folder = worktrees.first(where: { $0.branch?.branchName == task.branch?.name })?.name?.text,
        task.branch != nil, folder.hasPrefix("worker-")
      else { return nil }
      let worker = folder.dropFirst(7)
      return
        "Worker \(worker) still has a worktree with the cancelled task \(task.id): remove_worktree {\"worker_id\": \"\(worker)\"} rescues its work and takes it away."
    }
  }
}
