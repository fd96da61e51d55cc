/// Where a task's work is, computed from recorded ids and the base's tip alone.
package enum Delivery: String, Sendable {
  /// No branch was ever recorded for it: there is nothing to deliver.
  case none
  /// Its work is not reachable from the base.
  case unmerged
  /// Its work is reachable from the base.
  case merged
  /// It was merged, and the base no longer reaches it.
  case lost

  /// Whether others may build on it.
  package var counts: Bool { self == .none || self == .merged }
}

extension Plan {
  /// Where a task's work is.
  package func delivery(of task: PlanTask, given facts: PlanFacts) -> Delivery {
    guard case .completed(let completion) = task.status else {
      return task.branch == nil ? .none : .unmerged
    }
    if task.branch == nil, completion.merge == nil, !task.subTasks.isEmpty {
      return delivery(ofPartsOf: task, given: facts)
    }
    if let merge = completion.merge {
      if facts.reachable.contains(merge) { return .merged }
      if let tip = completion.tip, facts.reachable.contains(tip) { return .merged }
      return .lost
    }
    guard let tip = completion.tip else { return task.branch == nil ? .none : .unmerged }
    return facts.reachable.contains(tip) ? .merged : .unmerged
  }

  /// The same of the task at a position.
  func isDone(at position: Int, given facts: PlanFacts) -> Bool {
    let held = tasks.held(at: position)
    guard case .completed = held.task.status else { return false }
    return isDone(held.task, given: facts)
  }

  /// Whether it is done as others may rely on it: completed, and its work is where they start from.
  package func isDone(_ task: PlanTask, given facts: PlanFacts) -> Bool {
    guard case .completed = task.status else { return false }
    return delivery(of: task, given: facts).counts
  }

  /// The ids whose reachability ``delivery(of:given:)`` asks for.
  package var recordedIDs: Set<String> {
    var ids: Set<String> = []
    for position in tasks.indices {
      guard case .completed(let completion) = tasks.held(at: position).task.status else { continue }
      if let tip = completion.tip { ids.insert(tip) }
      if let merge = completion.merge { ids.insert(merge) }
    }
    return ids
  }
}
