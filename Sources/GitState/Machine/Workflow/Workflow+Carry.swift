extension Workflow {
  /// What another that continues this one takes over.
  package var carried: CarriedContext? {
    guard let founding else { return nil }
    var carried = CarriedContext(id: founding.id, originalRequest: originalRequest)
    if let before = founding.carried {
      carried.history = before.history
      carried.files = before.files
      carried.decisions = before.decisions
      carried.summaries = before.summaries
      carried.feedback = before.feedback
      carried.pending = before.pending
    }
    for record in records.sorted(by: { $0.evaluation.phase < $1.evaluation.phase }) {
      let evaluation = record.evaluation
      let words = evaluation.results.map { result in
        "\(result.agent): \(clipped(result.summary, toBytes: WorkflowLimits.retold))"
      }.joined(separator: "; ")
      carried.history.append(
        "\(founding.id), phase \(evaluation.phase) \(evaluation.isPassed ? "passed" : "did not pass") (\(words))"
      )
    }
    carried.files.add(files)
    for decision in decisions where !carried.decisions.contains(decision) {
      carried.decisions.append(decision)
    }
    for summary in summaries {
      carried.summaries.removeAll { $0.agent == summary.agent }
      carried.summaries.append(
        AgentText(summary.agent, clipped(summary.text, toBytes: WorkflowLimits.retold)))
    }
    carried.feedback += retries.filter { $0.retry.reason != .failure }.map {
      clipped($0.retry.message, toBytes: WorkflowLimits.retold)
    }
    // What was left open is this one's to say: what came before it was its own to mend.
    if let ended { carried.pending = ended.end.reasons } else if let loop { carried.pending = [loop.message] }
    carried.pending = carried.pending.map { clipped($0, toBytes: WorkflowLimits.retold) }
    // The newest of what would grow without end.
    carried.files = WorkflowFiles(
      created: carried.files.created.suffix(WorkflowLimits.carried),
      modified: carried.files.modified.suffix(WorkflowLimits.carried),
      deleted: carried.files.deleted.suffix(WorkflowLimits.carried))
    carried.decisions = carried.decisions.suffix(WorkflowLimits.carried)
    carried.history = carried.history.suffix(WorkflowLimits.entries)
    carried.feedback = carried.feedback.suffix(WorkflowLimits.retries)
    return carried
  }
}
