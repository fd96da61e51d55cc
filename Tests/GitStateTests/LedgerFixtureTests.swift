import Foundation
import GitState
import JSON
import StateMachine
import TestSupport
import Testing

/// The examples in `Fixtures/ledgers/v1`: they were written once, and every later version reads them.
///
/// Nothing here rewrites them, whatever switch is set.
@Suite struct `The examples of format 1` {
  @Test func `replay to the states that stand beside them`() throws {
    for name in try LedgerFixture.names(of: "plan") {
      let bench = try replayed(name)
      let view = try bench.read()
      let expected = try #require(GoldenFile("ledgers/v1/\(name)/state.txt").text)
      #expect(PlanBench.told(view) == expected, "\(name)")
      #expect(view.reading.newer == nil, "\(name)")
      let verification = try bench.verify()
      #expect(verification.problem == nil, "\(name): \(verification.problem?.why ?? "")")
      #expect(verification.foreign.isEmpty, "\(name)")
      bench.pass()
      #expect(try bench.learn("a later version writes on").changed, "\(name)")
      #expect(try bench.verify().problem == nil, "\(name)")
      try bench.scratch.expectClean()
    }
  }

  @Test func `hold every type of event`() throws {
    var types: Set<String> = []
    for name in try LedgerFixture.names(of: "plan") {
      for message in try LedgerFixture.messages(name) {
        for part in message.components(separatedBy: #""type":""#).dropFirst() {
          types.insert(String(part.prefix { $0 != "\"" }))
        }
      }
    }
    // A switch without default: a new event does not compile until it has its example here.
    let id = try PlanTaskID("1")
    let founding = PlanFounding(session: try SessionID("s"), request: "", base: "")
    let task = TaskDefinition(id: id, description: "")
    let every: [PlanEvent] = [
      .planCreated(founding), .planAdopted(founding, tasks: [], version: 1), .planUpdated, .taskAdded(task),
      .taskChanged(task),
      .taskBranched(id, .init(name: "", base: "", start: "")),
      .taskClaimed(id, worker: try WorkerID("1"), until: nil),
      .claimReleased(id, worker: try WorkerID("1")), .taskBlocked(id, reason: ""),
      .taskCompleted(id, tip: nil, merge: nil),
      .taskReopened(id), .taskCancelled(id, reason: ""), .learningRecorded(""),
      .leaseRenewed(id, worker: try WorkerID("1"), until: Timestamp(seconds: 0)),
      .taskReported(id, worker: try WorkerID("1"), TaskReport(.completed)),
      .reportNoted(id, worker: try WorkerID("1"), TaskReport(.completed)), .taskFailed(id, TaskError("")),
      .taskRetried(id), .replanNeeded(id, reason: ""),
      .approvalRequested(note: nil, seen: ""), .approvalReopened(reason: ""), .batchCompleted([]),
      .workHalted(id, reason: ""), .planApproved(Consent(.agent)), .batchConfirmed(Consent(.agent)),
      .haltLifted(Consent(.agent)), .revisionRequested(Consent(.agent)), .planAborted(Consent(.agent)),
      .planReopened(Consent(.agent)),
      .reviewRequested(id, tip: nil), .taskReviewed(id, Review(.success, depth: .full)),
      .reviewOverridden(id, by: "", reason: ""), .taskExpanded(id, TaskExpansion(.byFile)),
      .expansionResumed(id), .planRevised(founding),
    ]
    #expect(Set(every.map(counted)).count == 35)
    for event in every {
      let type = Plan.json(of: event)["type"]?.stringValue ?? ""
      #expect(types.contains(type), "no example of \(type)")
    }
  }

  private func counted(_ event: PlanEvent) -> Int {
    switch event {
    case .planCreated: 1
    case .planAdopted: 2
    case .planUpdated: 3
    case .taskAdded: 4
    case .taskChanged: 5
    case .taskBranched: 6
    case .taskClaimed: 7
    case .claimReleased: 8
    case .taskBlocked: 9
    case .taskCompleted: 10
    case .taskReopened: 11
    case .taskCancelled: 12
    case .learningRecorded: 13
    case .leaseRenewed: 14
    case .taskReported: 15
    case .reportNoted: 16
    case .taskFailed: 17
    case .taskRetried: 18
    case .replanNeeded: 19
    case .approvalRequested: 20
    case .approvalReopened: 21
    case .batchCompleted: 22
    case .workHalted: 23
    case .planApproved: 24
    case .batchConfirmed: 25
    case .haltLifted: 26
    case .revisionRequested: 27
    case .planAborted: 28
    case .planReopened: 29
    case .reviewRequested: 30
    case .taskReviewed: 31
    case .reviewOverridden: 32
    case .taskExpanded: 33
    case .expansionResumed: 34
    case .planRevised: 35
    }
  }

  private func replayed(_ name: String) throws -> PlanBench {
    let bench = try PlanBench()
    try bench.scratch.git("branch", "flow")
    for message in try LedgerFixture.messages(name) { try bench.put(message) }
    return bench
  }
}

extension PlanBench {
  /// A plan's state in lines of its own, apart from the stored form.
  static func told(_ view: PlanView) -> String {
    let plan = view.plan
    var lines = [
      "\(view.session) v\(plan.version) seq \(view.reading.seq) created \(plan.created)",
      "request: \(quoted(view.founding.request))",
    ]
    for task in plan.tasks {
      var words = ["\(task.id) \(task.status.word.rawValue)"]
      if let claim = task.status.claim { words.append("by \(claim.worker) since seq \(claim.seq)") }
      if let reason = task.status.reason { words.append("because \(quoted(reason))") }
      if case .completed(let completion) = task.status {
        words.append(
          "tip \((completion.tip ?? "none").prefix(7)) merge \((completion.merge ?? "none").prefix(7))")
      }
      if let branch = task.branch { words.append("on \(branch.name)") }
      words.append("attempts \(task.attempts)")
      if !task.definition.provides.isEmpty {
        words.append("provides \(task.definition.provides.map(\.text))")
      }
      if !task.definition.extra.isEmpty {
        words.append("extra \(task.definition.extra.map { "\($0.key)=\($0.json)" })")
      }
      lines.append(words.joined(separator: ", "))
    }
    for learning in plan.learnings {
      lines.append("learned in v\(learning.version) by \(learning.by): \(quoted(learning.text))")
    }
    let consent = plan.consent
    if let founding = plan.founding, founding.approval != ApprovalPolicy() {
      lines.append("approval: \(founding.approval.asks.rawValue) via \(founding.approval.via.rawValue)")
    }
    for wait in consent.waits {
      lines.append(
        "waits at \(wait.point.rawValue) since seq \(wait.seq), because \(quoted(wait.reason ?? ""))")
    }
    if !consent.batch.isEmpty { lines.append("batch \(consent.batch.map(\.text))") }
    for change in consent.changes {
      lines.append("\(change.kind.rawValue) \(change.task) in seq \(change.seq)")
    }
    for (word, decided) in [
      ("revision", consent.revision), ("last", consent.last), ("aborted", consent.aborted),
    ] {
      guard let decided else { continue }
      lines.append(
        "\(word): \(decided.decision.rawValue) by \(decided.by) via \(decided.consent.way.rawValue) in seq \(decided.seq), of \((decided.consent.seen ?? "none").prefix(7)), because \(quoted(decided.consent.reason ?? "")) on \(quoted(decided.consent.target ?? ""))"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
