import Git
package import StateMachine

/// A workflow as it stands now, and what happened to it since somebody looked.
package struct WorkflowNews: Sendable {
  package let view: WorkflowView
  /// What came since, oldest first; of very many, the last few.
  package let steps: [LedgerStep]
}

extension Project {
  /// The tip of a workflow's branch, by a look at its ref alone; nil where it is gone.
  package func pulse(of view: WorkflowView) throws(Rejection) -> String? {
    try withRepository { repository in try anyTip(view.branch, in: repository)?.description }
  }

  /// The workflow as it stood at an earlier seq.
  package func workflow(_ view: WorkflowView, at seq: Int) throws(Rejection) -> WorkflowView {
    try withRepository { repository in
      let reader = workflowReader(view.reading.branch)
      return WorkflowView(
        reading: try reader.read(seq: seq, from: view.reading, in: repository), branch: view.branch)
    }
  }

  /// The workflow, and what happened on its ledger after a seq.
  ///
  /// - Parameter seq: nil for the newest step alone.
  package func news(
    ofWorkflow name: String, after seq: Int?, limit: Int = 50
  ) throws(Rejection) -> WorkflowNews {
    let view = try readWorkflow(name)
    let steps = try withRepository { repository in
      try self.steps(of: workflowReader(view.reading.branch), view.reading, after: seq, limit, in: repository)
    }
    return WorkflowNews(view: view, steps: steps)
  }
}

extension Project {
  /// What happened on a ledger after a seq, oldest first; the newest step alone where there is none.
  func steps<Machine>(
    of reader: LedgerReader<Machine>, _ reading: LedgerReading<Machine>, after seq: Int?, _ limit: Int,
    in repository: borrowing Repository
  ) throws -> [LedgerStep] {
    var steps: [LedgerStep] = []
    try reader.steps(from: reading.tip, in: repository) { step in
      // Commits of others change nothing, and are no news.
      guard let number = step.seq else { return true }
      if let seq, number <= seq { return false }
      steps.append(step)
      return seq != nil && steps.count < limit
    }
    return steps.reversed()
  }
}
