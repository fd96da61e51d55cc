import Git
import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A task that stands still` {
  let crew: Crew

  init() throws { crew = try Crew() }

  private func stands() throws -> [PlanTaskID: TaskStand] {
    try crew.project.stands(of: crew.bench.read())
  }

  private func claim(_ id: String, _ worker: String) throws {
    _ = try crew.project.claimTask("s1", task: id, worker: WorkerID(worker), minutes: nil)
  }

  private func report(_ id: String, _ worker: String, _ outcome: TaskReport.Outcome, reason: String? = nil)
    throws
  {
    var report = TaskReport(outcome)
    report.reason = reason
    _ = try crew.project.reportTask("s1", task: id, worker: WorkerID(worker), claim: nil, report)
  }

  @Test func `is known with who brought it there and when`() throws {
    #expect(try stands().isEmpty)
    try claim("001", "7")
    crew.bench.pass()
    try report("001", "7", .blocked, reason: "no key")
    let blocked = try crew.bench.read().now
    crew.bench.pass(3_600)
    try crew.bench.update { $0.cancelled = [try PlanTaskID("003")] }
    let found = try stands()
    #expect(found[try PlanTaskID("001")] == TaskStand(by: "worker-7", at: blocked))
    #expect(found[try PlanTaskID("003")]?.at == blocked.adding(minutes: 60))
    #expect(found.count == 2)
  }

  @Test func `is told of by its last standstill, and no more once it goes on`() throws {
    try claim("001", "7")
    try report("001", "7", .blocked, reason: "no key")
    try crew.bench.update { update in
      var patch = TaskPatch(id: try PlanTaskID("001"))
      patch.reopen = true
      update.changed = [patch]
    }
    #expect(try stands().isEmpty)
    crew.bench.pass()
    try claim("001", "8")
    try report("001", "8", .blocked, reason: "no lock")
    #expect(try stands()[try PlanTaskID("001")]?.by == "worker-8")
  }
}
