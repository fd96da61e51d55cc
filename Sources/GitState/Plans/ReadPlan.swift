import Git
package import StateMachine

extension Project {
  /// A plan as it stands, or as it stood.
  ///
  /// - Parameters:
  ///   - plan: a branch, a session id, `origin/plan/…` or a commit; nil for the only active plan.
  ///   - at: a version (`v2`), a seq (`7`) or a full commit id of its ledger.
  package func readPlan(_ plan: String?, at past: String? = nil) throws(Rejection) -> PlanView {
    try withRepository { repository in
      var view = try plan.map { try self.view($0, in: repository) } ?? onlyActivePlan(in: repository)
      if plan != nil, let past {
        let present = view.reading.seq
        view = try self.view(view, at: past, in: repository)
        view.isPast = view.reading.seq < present
      }
      if !view.isPast {
        view.take(lookAtBranches(of: view, in: repository))
      }
      return view
    }
  }

  /// A plan as it stood.
  private func view(
    _ present: PlanView, at past: String, in repository: borrowing Repository
  ) throws -> PlanView {
    let reader = planReader(present.reading.branch)
    let next = Rejection.Next("history", [.init("ledger", .text(present.branch))])
    if let id = ObjectID(past) {
      guard try repository.isAncestor(id, of: present.reading.tip) else {
        throw Rejection(
          .notFound, "Commit \(id) is not on \(present.branch).", details: [.init("at", .text(past))],
          next: next)
      }
      guard try reader.read(id, in: repository) != nil else {
        throw Rejection(
          .notFound, "Commit \(id) is older than \(present.branch), so no state is recorded there.",
          details: [.init("at", .text(past))], next: next)
      }
      return try view(present.reading.branch, at: id, in: repository)
    }
    if let seq = Int(past) {
      do {
        return try view(reader.read(seq: seq, from: present.reading, in: repository), in: repository)
      } catch var rejection as Rejection {
        rejection.next = rejection.next ?? next
        throw rejection
      }
    }
    if past.lowercased().hasPrefix("v"), let version = Int(past.dropFirst()) {
      return try view(
        try reading(ofVersion: version, reader, present.reading, in: repository), in: repository)
    }
    throw Rejection(
      .invalidArgument,
      "\(quoted(past)) names no state: at takes a version (v2), a seq (7) or a full commit id.",
      details: [.init("at", .text(past))], next: next)
  }

  /// All plans of the repository.
  package func listPlans() throws(Rejection) -> [PlanView] {
    try withRepository { repository in try allPlans(in: repository) }
  }

  /// The last state that had this version.
  private func reading(
    ofVersion version: Int, _ reader: LedgerReader<Plan>, _ present: LedgerReading<Plan>,
    in repository: borrowing Repository
  ) throws -> LedgerReading<Plan> {
    var found: LedgerReading<Plan>?
    try reader.steps(from: present.tip, in: repository) { step in
      guard step.seq != nil, let reading = try reader.read(step.commit, in: repository) else { return true }
      if reading.machine.version == version { found = reading }
      return reading.machine.version > version
    }
    guard let found else {
      throw Rejection(
        .notFound,
        "\(present.branch.branchName ?? "") has no version v\(version); it is at v\(present.machine.version).",
        details: [.init("newest", .text("v\(present.machine.version)"))],
        next: .init("history", [.init("ledger", .text(present.branch.branchName ?? ""))]))
    }
    return found
  }
}
