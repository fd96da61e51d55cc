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
      try finishMerges(ref, in: repository)
      let appended = try append(to: ref, reader: planReader(ref), guarded: guarded, in: repository) {
        present in
        guard let present else { throw Rejection.noLedger(ref, kind: Plan.kind) }
        let update = try update(present.machine)
        var tips: [PlanTaskID: String] = [:]
        for completed in update.completed {
          guard let name = present.machine[completed.id]?.branch?.name, let branch = RefName.branch(name),
            let tip = try repository.tip(of: branch)
          else { continue }
          tips[completed.id] = tip.description
        }
        let facts = try facts(
          of: present.machine, at: present.tip, tips: tips,
          besides: Set(update.completed.compactMap(\.commit)),
          in: repository)
        return Prepared(command: .update(update), facts: facts)
      }
      return PlanChange(
        view: try view(appended.reading, in: repository), changed: appended.changed, notes: [])
    }
  }

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
