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
        present throws in
        let update = try update(present.machine)
        var tips: [PlanTaskID: String] = [:]
        for completed in update.completed {
          guard let name = present.machine[completed.id]?.branch?.name, let branch = RefName.branch(name),
            let tip = try repository.tip(of: branch)
          else { continue }
          tips[completed.id] = tip.description
        }
        let named = Set(update.completed.compactMap(\.commit))
        var facts = try facts(
          of: present.machine, at: present.tip, tips: tips, besides: named, in: repository)
        if update.completed.isEmpty { before = facts }
        // A ledger begins on the base as it was then: what it reaches, the base had.
        facts.earlier = named.filter {
          guard let id = ObjectID($0) else { return false }
          return (try? repository.isAncestor(id, of: present.tip)) == true
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

  /// Appends to a plan that took in the merges whose completion a crash kept from it.
  ///
  /// Whether there are any is seen where the command is prepared, which asks git the same.
  private func appendFinished(
    to ref: RefName, guarded: WriteGuard, in repository: borrowing Repository,
    prepare: (LedgerReading<Plan>) throws -> Prepared<Plan>
  ) throws -> Appended<Plan> {
    var isFinished = false
    func appended() throws -> Appended<Plan> {
      try append(to: ref, reader: planReader(ref), guarded: guarded, in: repository) { present in
        guard let present else { throw Rejection.noLedger(ref, kind: Plan.kind) }
        let prepared = try prepare(present)
        guard isFinished || prepared.facts.unfinished.isEmpty else { throw Unfinished() }
        return prepared
      }
    }
    do {
      return try appended()
    } catch is Unfinished {
      try finishMerges(ref, in: repository)
      isFinished = true
      return try appended()
    }
  }

  private struct Unfinished: Error {}

  /// Takes in merges whose completion a crash kept from the ledger.
  ///
  /// Costs nothing where there are none.
  ///
  /// - Parameter except: a task that the caller completes by itself.
  func finishMerges(
    _ ref: RefName, except: PlanTaskID? = nil, in repository: borrowing Repository
  ) throws {
    guard let tip = try repository.tip(of: ref) else { return }
    for unfinished in try view(ref, at: tip, in: repository).facts.unfinished where unfinished.task != except
    {
      _ = try append(to: ref, reader: planReader(ref), guarded: WriteGuard(), in: repository) {
        present in
        guard let present else { throw Rejection.noLedger(ref, kind: Plan.kind) }
        return Prepared(
          command: .complete(unfinished.task, tip: unfinished.tip, merge: unfinished.merge),
          facts: try facts(of: present.machine, at: present.tip, in: repository))
      }
    }
  }
}
