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
      let words = evaluation.results.map { "\($0.agent): \($0.summary)" }.joined(separator: "; ")
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
      carried.summaries.append(summary)
    }
    carried.feedback += retries.filter { $0.retry.reason != .failure }.map(\.retry.message)
    // What was left open is this one's to say: what came before it was its own to mend.
    if let ended { carried.pending = ended.end.reasons } else if let loop { carried.pending = [loop.message] }
    carried.history = carried.history.suffix(WorkflowLimits.entries)
    carried.feedback = carried.feedback.suffix(WorkflowLimits.retries)
    return carried
  }
}
