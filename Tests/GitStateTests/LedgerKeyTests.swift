import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `An idempotency key` {
  private func guarded(_ key: String, _ content: String) throws -> WriteGuard {
    WriteGuard(key: try LedgerKey(key, using: content))
  }

  @Test func `gives the same answer again and appends nothing`() throws {
    let bench = try PlanBench()
    try bench.create()
    let first = try bench.learn("one", guarded: guarded("k1", "learn one"))
    bench.pass()
    try bench.learn("two")
    let tip = try bench.scratch.tip("plan/s1")
    let again = try bench.learn("one", guarded: guarded("k1", "learn one"))
    #expect(again.changed)
    #expect(again.view.reading.seq == first.view.reading.seq)
    #expect(again.view.reading.sha == first.view.reading.sha)
    #expect(again.view.plan == first.view.plan)
    #expect(try bench.scratch.tip("plan/s1") == tip)
    #expect(
      try bench.trailer("Key", of: first.view.reading.sha).split(separator: " ").map(\.count) == [2, 40])
    try bench.scratch.expectClean()
  }

  @Test func `for other content is refused`() throws {
    let bench = try PlanBench()
    try bench.create()
    try bench.learn("one", guarded: guarded("k1", "learn one"))
    let rejection = rejection { try bench.learn("two", guarded: guarded("k1", "learn two")) }
    #expect(rejection?.code == .keyReused)
    #expect(
      rejection?.sentence == #"The idempotency key "k1" was used at seq 2 for another call. Use a new key."#)
    #expect(try bench.read().plan.learnings.count == 1)
  }

  @Test func `founds a plan once`() throws {
    let bench = try PlanBench()
    let first = try bench.create(guarded: guarded("k", "create"))
    try bench.learn("later")
    let again = try bench.create(guarded: guarded("k", "create"))
    #expect(again.changed && again.view.reading.sha == first.view.reading.sha)
  }

  @Test func `is forgotten after 256 others`() throws {
    let bench = try PlanBench()
    try bench.create()
    for index in 0...256 { try bench.learn("\(index)", guarded: guarded("k\(index)", "\(index)")) }
    let view = try bench.read()
    #expect(view.reading.snapshot.keys.count == 256)
    #expect(view.reading.snapshot.keys["k0"] == nil)
    #expect(view.reading.snapshot.keys["k1"] != nil)
    #expect(try !bench.learn("256", guarded: guarded("k256", "256")).view.plan.learnings.isEmpty)
    #expect(try bench.read().reading.seq == 258)
    try bench.learn("0 again", guarded: guarded("k0", "0"))
    #expect(try bench.read().reading.seq == 259)
    #expect(try bench.verify().problem == nil)
  }

  @Test(arguments: ["", "a b", "a\nb", "é", String(repeating: "x", count: 129)])
  func `of another form is refused`(text: String) {
    #expect(rejection { try LedgerKey(text, using: "x") }?.code == .invalidArgument)
  }
}

@Suite struct `An expected seq` {
  @Test func `lets a write through where nobody wrote meanwhile, and refuses it otherwise`() throws {
    let bench = try PlanBench()
    try bench.create(guarded: WriteGuard(expectedSeq: 0))
    try bench.learn("one", guarded: WriteGuard(expectedSeq: 1))
    let rejection = rejection { try bench.learn("two", guarded: WriteGuard(expectedSeq: 1)) }
    #expect(rejection?.code == .overtaken)
    #expect(rejection?.details == [.init("expected", .number(1)), .init("actual", .number(2))])
    #expect(try bench.read().plan.learnings.map(\.text) == ["one"])
  }
}

@Suite struct `Writers at the same time` {
  @Test func `lose no update`() async throws {
    let bench = try PlanBench()
    try bench.create("s1", (0..<100).map { try planned("\($0)") })
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          do {
            // Each knows only what it reads itself, as another process would.
            let project = try bench.stranger()
            for index in 0..<25 {
              var update = PlanUpdate()
              update.cancelled = [try PlanTaskID("\(writer * 25 + index)")]
              update.learnings = "\(writer)-\(index)"
              let given = update
              let change = try project.updatePlan("s1", guarded: WriteGuard(by: "w\(writer)")) { _ in given }
              #expect(change.changed)
            }
          } catch {
            Issue.record("\(error)")
          }
        }
      }
    }
    let view = try bench.read()
    #expect(view.reading.seq == 101)
    #expect(view.plan.version == 101)
    #expect(view.plan.tasks.allSatisfy { $0.status.word == .cancelled })
    for writer in 0..<4 {
      #expect(
        view.plan.learnings.filter { $0.by == "w\(writer)" }.map(\.text) == (0..<25).map { "\(writer)-\($0)" }
      )
    }
    #expect(try bench.verify().problem == nil)
    try bench.scratch.expectClean()
  }

  @Test func `found one plan once`() async throws {
    let bench = try PlanBench()
    let winners = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          do {
            var draft = PlanFounding(session: try SessionID("s1"), request: "r", base: "flow")
            draft.tasks = [try planned("001")]
            return try bench.stranger().createPlan(draft).changed
          } catch {
            Issue.record("\(error)")
            return false
          }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(winners == 1)
    #expect(try bench.scratch.git("rev-list", "--count", "flow..plan/s1") == "1")
    try bench.scratch.expectClean()
  }
}
