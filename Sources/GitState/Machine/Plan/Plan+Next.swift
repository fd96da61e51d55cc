extension Plan {
  /// The task to hand out to a worker: of those that may run now, first what a review sent back to it, and last what one sent
  /// back to another.
  package func next(
    for worker: WorkerID, given facts: PlanFacts, at now: Timestamp, changing: Changing = Changing()
  ) -> PlanTask? {
    let open = batch(given: facts, at: now, changing: changing).tasks
    func author(_ task: PlanTask) -> WorkerID? {
      task.review?.past.isEmpty == false && task.failures > 0 ? task.review?.worker : nil
    }
    return open.first { author($0) == worker } ?? open.first { author($0) == nil } ?? open.first
  }
}
