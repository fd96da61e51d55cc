import Git
package import StateMachine

/// A page of a ledger's history, newest first.
package struct HistoryPage: Sendable {
  package let ledger: String
  package let steps: [LedgerStep]
  /// All steps that the ledger has.
  package let total: Int
  /// Where the next page begins; nil at the end.
  package let next: String?
}

extension Project {
  /// What happened on a ledger, newest first.
  ///
  /// - Parameter cursor: a page's `next`: the tip that paging began with, and how far it came. So pages are of one state.
  package func history(of ledger: String, limit: Int, cursor: String?) throws(Rejection) -> HistoryPage {
    try withRepository { repository in
      if try isRun(ledger, in: repository) {
        let reading = try runView(ledger, in: repository).reading
        return try page(of: runReader(reading.branch), reading, limit, cursor, in: repository)
      }
      if try isWorkflow(ledger, in: repository) {
        let reading = try workflowView(ledger, in: repository).reading
        return try page(of: workflowReader(reading.branch), reading, limit, cursor, in: repository)
      }
      let reading = try view(ledger, in: repository).reading
      return try page(of: planReader(reading.branch), reading, limit, cursor, in: repository)
    }
  }

  private func page<Machine>(
    of reader: LedgerReader<Machine>, _ reading: LedgerReading<Machine>, _ limit: Int, _ cursor: String?,
    in repository: borrowing Repository
  ) throws -> HistoryPage {
    let branch = reading.branch.branchName ?? reading.branch.text
    var tip = reading.tip
    var skip = 0
    if let cursor {
      let parts = cursor.split(separator: ".")
      guard parts.count == 2, let id = ObjectID(parts[0]), let count = Int(parts[1]), count >= 0,
        try repository.isAncestor(id, of: tip)
      else {
        throw Rejection(
          .invalidArgument, "\(quoted(cursor)) is no cursor of \(branch). Leave it out to begin anew.",
          details: [.init("cursor", .text(String(cursor.prefix(80))))])
      }
      tip = id
      skip = count
    }
    var steps: [LedgerStep] = []
    var total = 0
    try reader.steps(from: tip, in: repository) { step in
      total += 1
      if total > skip, steps.count < limit { steps.append(step) }
      // A legacy branch has no first seq to end at: its commits on the base would follow.
      return !(reading.isLegacy && step.subject.hasPrefix("Initialize execution plan"))
    }
    let end = skip + steps.count
    return HistoryPage(
      ledger: branch, steps: steps, total: total, next: end < total ? "\(tip).\(end)" : nil)
  }

  /// Replays a ledger from its first commit.
  package func verify(_ ledger: String) throws(Rejection) -> Verification {
    try withRepository { repository in
      if try isRun(ledger, in: repository) {
        let reading = try runView(ledger, in: repository).reading
        return try runReader(reading.branch).verify(from: reading.tip, in: repository)
      }
      if try isWorkflow(ledger, in: repository) {
        let reading = try workflowView(ledger, in: repository).reading
        return try workflowReader(reading.branch).verify(from: reading.tip, in: repository)
      }
      let reading = try view(ledger, in: repository).reading
      if reading.isLegacy {
        return Verification(
          branch: reading.branch.branchName ?? reading.branch.text, seq: 0, commits: 0, snapshots: 0,
          foreign: [],
          problem: nil, isLegacy: true)
      }
      return try planReader(reading.branch).verify(from: reading.tip, in: repository)
    }
  }
}
