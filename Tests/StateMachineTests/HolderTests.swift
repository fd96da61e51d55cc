import StateMachine
import Testing

@Suite struct `Who holds a task` {
  private let id: PlanTaskID
  private let one: WorkerID
  private let two: WorkerID

  init() throws {
    id = try PlanTaskID("001")
    one = try WorkerID("1")
    two = try WorkerID("2")
  }

  /// A plan whose first task was taken over by the second worker.
  private func takenOver() throws -> PlanUnderTest {
    var bench = try PlanUnderTest(task("001"), task("002"))
    try bench.run(.claim(id, one, until: bench.now.adding(minutes: 1)))
    bench.now = bench.now.adding(minutes: 2)
    try bench.run(.claim(id, two, until: bench.now.adding(minutes: 240)))
    return bench
  }

  @Test func `alone says that it is blocked, handed in or done`() throws {
    var bench = try takenOver()
    for command in [
      PlanCommand.block(id, reason: "late", by: one), .handIn(id, tip: nil, by: one),
      .complete(id, tip: "t", merge: "m", by: one),
    ] {
      let refused = refusal { try bench.run(command) }
      #expect(refused?.code == .claimed && refused?.sentence.contains("by worker 2") == true)
    }
    #expect(try bench.task("001").status.claim?.worker == two)
    try bench.run(.block(id, reason: "no key", by: two))
    #expect(try bench.task("001").status.word == .blocked)
  }

  @Test func `goes on with a lease that is half over by being at work`() throws {
    var bench = try PlanUnderTest(task("001"))
    let length = 240
    try bench.run(.claim(id, one, until: bench.now.adding(minutes: length)))
    bench.now = bench.now.adding(minutes: 100)
    #expect(try bench.run(.renew(id, one)).isEmpty)
    bench.now = bench.now.adding(minutes: 21)
    #expect(try bench.run(.renew(id, two)).isEmpty)
    let renewed = try bench.run(.renew(id, one))
    #expect(
      renewed == [.leaseRenewed(id, worker: one, until: bench.now.adding(minutes: length), since: bench.now)])
    // The length is that of the lease, not of the time since the claim.
    bench.now = bench.now.adding(minutes: 119)
    #expect(try bench.run(.renew(id, one)).isEmpty)
    bench.now = bench.now.adding(minutes: 200)
    try bench.run(.renew(id, one))
    #expect(try bench.task("001").status.claim?.until == bench.now.adding(minutes: length))
    // One that never runs out has nothing to renew.
    try bench.run(.release(id, one))
    try bench.run(.claim(id, one, until: nil))
    #expect(try bench.run(.renew(id, one)).isEmpty)
  }

  @Test func `changes where the lease of a blocked task ran out, and not of one in review`() throws {
    var bench = try PlanUnderTest(task("001"), task("002"))
    try bench.run(.claim(id, one, until: bench.now.adding(minutes: 1)))
    try bench.run(.block(id, reason: "no key", by: one))
    #expect(refusal { try bench.run(.claim(id, two, until: nil)) }?.code == .claimed)
    bench.now = bench.now.adding(minutes: 2)
    #expect(
      try bench.run(.claim(id, two, until: nil)) == [.taskClaimed(id, worker: two, until: nil, from: one)])
    #expect(try bench.task("001").former.map(\.worker) == [one])
  }

  @Test func `is asked before a task is done that nobody was given while the plan waits`() throws {
    var founding = PlanFounding(session: try SessionID("s1"), request: "Add login", base: "flow")
    founding.tasks = [try task("001"), try task("002"), try task("003")]
    founding.approval = ApprovalPolicy(.plan, via: .any)
    var bench = PlanUnderTest()
    try bench.run(.create(founding))
    let refused = refusal { try bench.update { $0.completed = [.init(id: self.id)] } }
    #expect(refused?.code == .awaitingDecision && refused?.sentence.contains("nobody was given it") == true)
    #expect(refused?.next?.tool == "request_approval")
    try bench.run(.decide(Verdict(.approve, by: .agent, seen: "1", present: "1")))
    try bench.run(.claim(id, one, until: nil))
    try bench.update { $0.added = [.init(definition: try task("004"), hasID: true)] }
    // What was given out before the plan changed is done all the same.
    try bench.update { $0.completed = [.init(id: self.id)] }
    #expect(try bench.task("001").status.word == .completed)
  }

  @Test func `is asked for no more, and the halt is there still`() throws {
    var bench = try PlanUnderTest(task("001"))
    try bench.run(.claim(id, one, until: nil))
    var report = TaskReport(.failed)
    report.failure = .securityBlock
    report.reason = "a key in the diff"
    report.error = TaskError("a key in the diff")
    try bench.run(.report(id, one, claim: nil, report))
    #expect(bench.plan.state(given: bench.facts) == .awaitingConfirmation)
    #expect(refusal { try bench.update { $0.completed = [.init(id: self.id)] } }?.code == .awaitingDecision)
    // By whatever way the last task comes to be done, a person still has to look.
    try bench.run(.complete(id, tip: "t", merge: "m"))
    #expect(bench.plan.state(given: bench.facts) == .awaitingConfirmation)
    try bench.run(.decide(Verdict(.confirm, by: .terminal, seen: "1", present: "1")))
    #expect(bench.plan.state(given: bench.facts) != .awaitingConfirmation)
  }

  @Test func `of a part is somebody, though the batch of its whole has begun to come back`() throws {
    var founding = PlanFounding(session: try SessionID("s1"), request: "Tidy up", base: "flow")
    founding.tasks = [try task("001", "Lint"), try task("002", "Format")]
    founding.approval = ApprovalPolicy(.planAndBatches, via: .any)
    var bench = PlanUnderTest()
    try bench.run(.create(founding))
    try bench.run(.decide(Verdict(.approve, by: .agent, seen: "1", present: "1")))
    let other = try PlanTaskID("002")
    try bench.run(.claim(id, one, until: nil))
    try bench.run(.claim(other, two, until: nil))
    try bench.run(.release(id, one))
    let parts = ["a", "b", "c"].map { TaskSplit.Part($0, files: [$0]) }
    try bench.run(.expand(id, TaskSplit(.byFile, parts)))
    // One worker alone, part by part: the last of them ends the batch.
    try bench.update { $0.completed = [.init(id: other)] }
    for part in ["001@a", "001@b", "001@c"] {
      let part = try PlanTaskID(part)
      #expect(bench.plan.batch(given: bench.facts, at: bench.now).tasks.contains { $0.id == part })
      #expect(bench.plan.closing.isEmpty)
      try bench.run(.claim(part, one, until: nil))
      try bench.update { $0.completed = [.init(id: part)] }
    }
    #expect(try bench.task("001").status.word == .completed)
  }
}
