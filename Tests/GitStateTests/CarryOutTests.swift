import GitState
import StateMachine
import TestSupport
import Testing

@Suite struct `A task that is carried out` {
  @Test func `is claimed for a lease, renewed by its holder, and refused to others`() throws {
    let bench = try PlanBench()
    try bench.create()
    let one = try WorkerID("1")
    let first = try bench.project.claimTask("s1", task: "001", worker: one, minutes: 30)
    #expect(first.isClaimed && first.task.status.claim?.until == bench.project.now.adding(minutes: 30))
    bench.pass(600)
    let again = try bench.project.claimTask("s1", task: "1", worker: one, minutes: 30)
    #expect(!again.isClaimed && again.task.status.claim?.seq == first.task.status.claim?.seq)
    #expect(again.task.status.claim?.until == bench.project.now.adding(minutes: 30))
    let refused = rejection {
      try bench.project.claimTask("s1", task: "001", worker: WorkerID("2"), minutes: 30)
    }
    #expect(refused?.code == .claimed && refused?.sentence.contains("until") == true)
    #expect(try bench.verify().problem == nil)
  }

  @Test func `is taken over when the lease ran out, and a late report is a note`() throws {
    let bench = try PlanBench()
    try bench.create()
    let (one, two) = (try WorkerID("1"), try WorkerID("2"))
    _ = try bench.project.claimTask("s1", task: "001", worker: one, minutes: 30)
    bench.pass(1_801)
    let taken = try bench.project.claimTask("s1", task: "001", worker: two, minutes: 30)
    #expect(
      taken.events == [
        .taskClaimed(taken.task.id, worker: two, until: bench.project.now.adding(minutes: 30), from: one)
      ])
    let seq = taken.view.reading.seq
    let late = rejection {
      try bench.project.reportTask("s1", task: "001", worker: one, claim: nil, TaskReport(.completed))
    }
    #expect(late?.code == .claimed && late?.details.contains(.init("noted_seq", .number(seq + 1))) == true)
    #expect(try bench.read().plan.tasks[0].status.claim?.worker == two)
    #expect(try bench.trailer("Event").contains("reportNoted"))
    // One who never held it leaves no trace.
    let stranger = rejection {
      try bench.project.reportTask(
        "s1", task: "001", worker: WorkerID("3"), claim: nil, TaskReport(.completed))
    }
    #expect(stranger?.code == .claimed)
    #expect(try bench.read().reading.seq == seq + 1)
    #expect(try bench.verify().problem == nil)
  }

  @Test func `counts its failures, keeps what went wrong, and is planned anew when they are spent`() throws {
    let bench = try PlanBench()
    try bench.create()
    let one = try WorkerID("1")
    for attempt in 1...3 {
      let next = try #require(try bench.project.claimNext("s1", worker: one, minutes: nil))
      #expect(next.task.id.text == "001" && next.task.attempts == attempt)
      var report = TaskReport(.failed)
      report.error = TaskError("the same each time")
      let change = try bench.project.reportTask("s1", task: "001", worker: one, claim: nil, report)
      #expect(change.view.plan.route(after: change.events) == (attempt < 3 ? .retry : .replan))
      #expect(change.task.attemptsLeft == 3 - attempt)
      // The same report again is the same call.
      #expect(try bench.project.reportTask("s1", task: "001", worker: one, claim: nil, report).events.isEmpty)
    }
    #expect(try bench.project.claimNext("s1", worker: one, minutes: nil) == nil)
    #expect(
      try bench.read().plan.tasks[0].errors.map(\.error.message)
        == Array(repeating: "the same each time", count: 3))
    #expect(try bench.verify().problem == nil)
  }

  @Test func `makes others ready when it is reported completed`() throws {
    let bench = try PlanBench()
    try bench.create()
    let one = try WorkerID("1")
    _ = try bench.project.claimTask("s1", task: "001", worker: one, minutes: nil)
    let done = try bench.project.reportTask(
      "s1", task: "001", worker: one, claim: nil, TaskReport(.completed))
    #expect(done.newlyReady.map(\.text) == ["002"] && done.task.status.word == .completed)
  }

  @Test func `is given back by its holder alone`() throws {
    let bench = try PlanBench()
    try bench.create()
    let one = try WorkerID("1")
    _ = try bench.project.claimTask("s1", task: "001", worker: one, minutes: nil)
    let refused = rejection {
      try bench.project.releaseTask("s1", task: "001", worker: WorkerID("2"), reason: nil)
    }
    #expect(refused?.code == .claimed)
    #expect(try !bench.project.releaseTask("s1", task: "001", worker: one, reason: "tired").events.isEmpty)
    #expect(try bench.project.releaseTask("s1", task: "001", worker: one, reason: "tired").events.isEmpty)
    #expect(try bench.message().contains("001: tired"))
  }
}

@Suite struct `A batch` {
  @Test func `is light before heavy and never both, within the plan's workers`() throws {
    let bench = try PlanBench()
    try bench.create(
      "s1",
      [
        planned("001", "Build the parser"), planned("002", "Run eslint on src"),
        planned("003", "Fix type errors in web"), planned("004", "Extract the client"),
        planned("005", "Write docs"), planned("006", "Plan"), planned("007", "Ship"),
      ])
    let light = try bench.project.nextTasks("s1").batch
    #expect(light.isLight && light.tasks.map(\.id.text) == ["002", "003"])
    for id in ["002", "003"] {
      _ = try bench.project.claimTask("s1", task: id, worker: WorkerID(id), minutes: nil)
      _ = try bench.project.reportTask(
        "s1", task: id, worker: WorkerID(id), claim: nil, TaskReport(.completed))
    }
    let heavy = try bench.project.nextTasks("s1").batch
    #expect(!heavy.isLight && heavy.tasks.map(\.id.text) == ["001", "004", "005"] && heavy.room == 3)
    _ = try bench.project.claimTask("s1", task: "001", worker: WorkerID("1"), minutes: nil)
    #expect(try bench.project.nextTasks("s1").batch.tasks.map(\.id.text) == ["004", "005"])
    #expect(try bench.project.nextTasks("s1", limit: 1).batch.tasks.map(\.id.text) == ["004"])
  }

  @Test func `holds back what would touch a file that another is changing`() throws {
    let bench = try PlanBench()
    var (first, second) = (try planned("001", "One"), try planned("002", "Two"))
    first.files = ["a", "b"]
    second.files = ["b"]
    try bench.create("s1", [first, second])
    let batch = try bench.project.nextTasks("s1").batch
    #expect(batch.tasks.map(\.id.text) == ["001"] && batch.held.map(\.file) == ["b"])
    #expect(batch.held.map(\.by) == ["001"])
  }
}
