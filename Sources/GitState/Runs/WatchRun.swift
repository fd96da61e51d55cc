import Git
package import StateMachine

/// A run, and what happened to it.
package struct RunNews: Sendable {
  package let view: RunView
  /// Oldest first.
  package let steps: [LedgerStep]
}

extension Project {
  /// What moves when a run does: its ref; nil where it is gone.
  package func pulse(of view: RunView) throws(Rejection) -> String? {
    try withRepository { repository in try anyTip(view.branch, in: repository)?.description }
  }

  /// The run as it stood at an earlier seq.
  package func run(_ view: RunView, at seq: Int) throws(Rejection) -> RunView {
    try withRepository { repository in
      let reader = runReader(view.reading.branch)
      return RunView(
        reading: try reader.read(seq: seq, from: view.reading, in: repository), branch: view.branch)
    }
  }

  /// The run, and what happened on its ledger after a seq.
  ///
  /// - Parameter seq: nil for the newest step alone.
  package func news(ofRun name: String, after seq: Int?, limit: Int = 50) throws(Rejection) -> RunNews {
    let view = try readRun(name)
    let steps = try withRepository { repository in
      try self.steps(of: runReader(view.reading.branch), view.reading, after: seq, limit, in: repository)
    }
    return RunNews(view: view, steps: steps)
  }
}
