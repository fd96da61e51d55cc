import StateMachine
import Testing

@Suite struct `A task whose files are being changed` {
  private func bench(_ files: [String: [String]]) throws -> PlanUnderTest {
    try PlanUnderTest(files.sorted { $0.key < $1.key }.map { try task($0.key, files: $0.value) })
  }

  private func batch(
    _ bench: PlanUnderTest, _ touched: [String: [String]], elsewhere: [String: [String]] = [:]
  )
    throws -> Plan.Batch
  {
    var changing = Plan.Changing()
    for (id, files) in touched { changing.byTask[try PlanTaskID(id)] = files }
    changing.elsewhere = elsewhere.map { ($0.key, $0.value) }
    return bench.plan.batch(given: bench.facts, at: bench.now, changing: changing)
  }

  @Test func `waits for whoever changes them in fact, and not only for who said so`() throws {
    var bench = try bench(["001": ["a"], "002": ["b"], "003": ["c"]])
    try bench.run(.claim(PlanTaskID("001"), WorkerID("1"), until: nil))
    #expect(try batch(bench, [:]).tasks.map(\.id.text) == ["002", "003"])
    let held = try batch(bench, ["001": ["a", "b"]])
    #expect(held.tasks.map(\.id.text) == ["003"])
    #expect(held.held.map(\.task.id.text) == ["002"] && held.held.map(\.file) == ["b"])
    #expect(held.held.map(\.by) == ["001"])
  }

  @Test func `waits where it names the folder`() throws {
    var bench = try bench(["001": ["a"], "002": ["./src/"], "003": ["sr"]])
    try bench.run(.claim(PlanTaskID("001"), WorkerID("1"), until: nil))
    let held = try batch(bench, ["001": ["src/deep/b"]])
    #expect(held.held.map(\.task.id.text) == ["002"] && held.tasks.map(\.id.text) == ["003"])
  }

  @Test func `waits for whoever has its folder, and with a folder for whoever has a file of it`() throws {
    let below = try batch(bench(["001": ["src/a/"], "002": ["src/a/deep/x"], "003": ["src/ab"]]), [:])
    #expect(below.held.map(\.task.id.text) == ["002"] && below.held.map(\.by) == ["001"])
    #expect(below.tasks.map(\.id.text) == ["001", "003"])
    let above = try batch(bench(["001": ["src/a/deep/x"], "002": ["src/a/"], "003": ["src/b/"]]), [:])
    #expect(above.held.map(\.task.id.text) == ["002"] && above.tasks.map(\.id.text) == ["001", "003"])
  }

  @Test func `waits for work that nobody merged yet, and for other plans`() throws {
    var bench = try bench(["001": ["a"], "002": ["b"], "003": ["c"]])
    try bench.branch("001")
    try bench.run(.claim(PlanTaskID("001"), WorkerID("1"), until: nil))
    try bench.update { $0.completed = [.init(id: try PlanTaskID("001"))] }
    let held = try batch(bench, ["001": ["b"]], elsewhere: ["task/009-other": ["c"]])
    #expect(held.held.map(\.by) == ["001", "task/009-other"] && held.tasks.isEmpty)
    bench.facts.reachable = ["tip-001"]
    #expect(try batch(bench, ["001": ["b"]]).tasks.map(\.id.text) == ["002", "003"])
  }

  @Test func `does not wait for what nobody holds, nor two for each other`() throws {
    var bench = try bench(["001": ["a"], "002": ["a"], "003": ["c"]])
    // Both were begun, and both leases ran out: one of them goes on.
    try bench.run(.claim(PlanTaskID("001"), WorkerID("1"), until: bench.now.adding(minutes: 1)))
    try bench.run(.claim(PlanTaskID("002"), WorkerID("2"), until: bench.now.adding(minutes: 1)))
    bench.now = bench.now.adding(minutes: 5)
    let left = try batch(bench, ["001": ["a", "c"], "002": ["a"]])
    #expect(left.tasks.map(\.id.text) == ["001"])
    #expect(left.held.map(\.task.id.text) == ["002", "003"])
    #expect(left.held.map(\.by) == ["001", "001"])
  }
}
