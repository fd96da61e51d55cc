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
      let reading = try planReading(ledger, in: repository)
      return try page(of: planReader(reading.branch), reading, limit, cursor, in: repository)
    }
  }

  /// A plan, where the name is none of another kind.
  private func planReading(
    _ name: String, in repository: borrowing Repository
  ) throws -> LedgerReading<Plan> {
    do {
      return try view(name, in: repository).reading
    } catch let refusal as Rejection {
      throw try ofEveryKind(refusal, name, in: repository)
    }
  }

  /// A refusal of a name that is no plan's, for a caller who may mean a run or a workflow as well.
  package func ofEveryKind(_ refusal: Rejection, _ name: String) throws(Rejection) -> Rejection {
    try withRepository { try ofEveryKind(refusal, name, in: $0) }
  }

  private func ofEveryKind(
    _ refusal: Rejection, _ name: String, in repository: borrowing Repository
  ) throws -> Rejection {
    guard refusal.code == .notFound, !refusal.details.contains(where: { $0.name == "remote" }) else {
      return refusal
    }
    let known = try ["plan", "run", "workflow"].flatMap { kind in
      try repository.refs(below: "refs/heads/\(kind)/").compactMap { $0.name.branchName }
    }
    let near = nearest(to: name, among: known)
    let names =
      known.isEmpty
      ? "The repository has none."
      : near.isEmpty
        ? "There \(known.count == 1 ? "is" : "are") \(spoken(known))."
        : "Did you mean \(spoken(near, word: "or"))?"
    return Rejection(
      .notFound, "There is no plan, run or workflow \(quoted(name)). \(names)",
      details: [.init("value", .text(String(name.prefix(80)))), .init("known", .texts(known.prefix(50)))],
      next: refusal.next ?? (known.isEmpty ? nil : .init("overview")),
      remedy: known.isEmpty && refusal.next == nil
        ? "create_plan_branch, start_task and start_workflow begin one." : nil)
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
      let reading = try planReading(ledger, in: repository)
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
