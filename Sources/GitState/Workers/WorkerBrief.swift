import Git
package import StateMachine

/// Everything that a worker must know who is told nothing else.
package struct WorkerBrief: Sendable {
  package let worker: WorkerID
  package let view: PlanView
  package let task: PlanTask
  package let branch: String
  /// The working tree, absolute.
  package let path: String
  /// What the task needs, and the task that delivered it; nil where the base had it already.
  package let needs: [(capability: Capability, from: PlanTask?)]
  /// The tasks that it depends on by id, delivered as well.
  package let after: [PlanTask]
  /// Who works on what at the same time.
  package let beside: [(task: PlanTask, worker: WorkerID)]
  /// Whether somebody has committed work on the branch before.
  package let hasWork: Bool

  /// - Parameter tip: the branch's.
  init(_ task: PlanTask, for worker: WorkerID, in view: PlanView, at path: String, hasWork: Bool) {
    let plan = view.plan
    let done = plan.tasks.filter { plan.isDone($0, given: view.facts) }
    let needed = Set(task.definition.preconditions)
    var providers: [Capability: PlanTask] = [:]
    for other in done where !needed.isDisjoint(with: other.definition.provides) {
      for capability in other.definition.provides where providers[capability] == nil {
        providers[capability] = other
      }
    }
    self.worker = worker
    self.view = view
    self.task = task
    self.path = path
    self.hasWork = hasWork
    branch = task.branch?.name ?? ""
    needs = task.definition.preconditions.map { ($0, providers[$0]) }
    let ids = Set(task.definition.dependsOn)
    after = done.filter { ids.contains($0.id) }
    beside = plan.tasks.compactMap { other in
      guard other.id != task.id, case .claimed(let claim) = other.status, !claim.isExpired(at: view.now)
      else {
        return nil
      }
      return (other, claim.worker)
    }
  }
}
