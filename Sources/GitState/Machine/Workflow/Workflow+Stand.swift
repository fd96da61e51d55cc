/// Where a phase of a workflow stands.
package enum PhaseStand: String, CaseIterable, Sendable {
  /// Nobody works in it in this mode.
  case skipped
  case pending
  /// It is handed out.
  case current
  /// A person is awaited.
  case waiting
  case completed
  case failed
}

extension Workflow {
  package func stand(of phase: Int) -> PhaseStand {
    if agents(of: phase).isEmpty { return .skipped }
    if wait?.phase == phase { return .waiting }
    if current?.phase == phase { return .current }
    if ended == nil, queue.contains(where: { $0.phase == phase }) { return .pending }
    guard let record = record(of: phase), phase != unapproved else { return .pending }
    // What had passed and was to be done again when it ended is not complete.
    if record.evaluation.isPassed, queue.contains(where: { $0.phase == phase }) { return .pending }
    return record.evaluation.isPassed ? .completed : .failed
  }
}
