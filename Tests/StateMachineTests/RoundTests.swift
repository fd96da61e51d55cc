import StateMachine
import Testing

@Suite struct `A round of work` {
  private func next(_ bench: PlanUnderTest) -> Plan.Batch {
    bench.plan.batch(given: bench.facts, at: bench.now)
  }

  private func ids(_ tasks: [PlanTask]) -> [String] { tasks.map(\.id.text) }

  @Test func `is light first, and heavy only when nothing light runs`() throws {
    var bench = try PlanUnderTest(
      task("001", "Lint the code"), task("002", "Build it"), task("003", "Format it"))
    #expect(ids(next(bench).tasks) == ["001", "003"] && next(bench).isLight && next(bench).ahead.isEmpty)
    try bench.run(.claim(PlanTaskID("001"), WorkerID("1"), until: nil))
    try bench.run(.claim(PlanTaskID("003"), WorkerID("2"), until: nil))
    let waiting = next(bench)
    #expect(waiting.tasks.isEmpty && waiting.ahead.map(\.text) == ["001", "003"])
    #expect(bench.plan.wait(of: try bench.task("002"), for: waiting) == .forRunning(waiting.ahead))
    try bench.update { $0.completed = [.init(id: try PlanTaskID("001")), .init(id: try PlanTaskID("003"))] }
    #expect(ids(next(bench).tasks) == ["002"] && !next(bench).isLight)
  }

  @Test func `of heavy work takes in no more once light work waits`() throws {
    var bench = try PlanUnderTest(task("001", "Build it"), task("002", "Build more"))
    try bench.run(.claim(PlanTaskID("001"), WorkerID("1"), until: nil))
    #expect(ids(next(bench).tasks) == ["002"])
    try bench.update { $0.added = [.init(definition: try task("003", "Lint"), hasID: true)] }
    let waiting = next(bench)
    #expect(waiting.tasks.isEmpty && waiting.room == 0 && waiting.ahead.map(\.text) == ["001"])
    #expect(bench.plan.wait(of: try bench.task("002"), for: waiting) == .forLightWork)
    #expect(bench.plan.wait(of: try bench.task("003"), for: waiting) == .forRunning(waiting.ahead))
    try bench.update { $0.completed = [.init(id: try PlanTaskID("001"))] }
    #expect(ids(next(bench).tasks) == ["003"])
  }

  @Test func `does not wait for light work that files hold back`() throws {
    let bench = try PlanUnderTest(
      task("001", "Lint", files: ["a"]), task("002", "Build it", files: ["b"]))
    var changing = Plan.Changing()
    changing.elsewhere = [("task/009-other", ["a"])]
    let batch = bench.plan.batch(given: bench.facts, at: bench.now, changing: changing)
    #expect(ids(batch.tasks) == ["002"] && batch.held.map(\.task.id.text) == ["001"] && batch.ahead.isEmpty)
  }

  @Test func `puts a task whose lease ran out where its priority has it`() throws {
    var bench = try PlanUnderTest(
      task("001", priority: .low), task("002", priority: .high), task("003", priority: .medium))
    try bench.run(.claim(PlanTaskID("002"), WorkerID("1"), until: bench.now.adding(minutes: 1)))
    bench.now = bench.now.adding(minutes: 2)
    #expect(ids(next(bench).tasks) == ["002", "003", "001"])
  }
}
