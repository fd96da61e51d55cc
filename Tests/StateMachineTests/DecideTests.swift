import StateMachine
import Testing

@Suite struct `A plan that is founded` {
  @Test func `has its tasks, version 1 and the time of its founding`() throws {
    let bench = try PlanUnderTest(task("001"), task("002", after: ["001"]))
    #expect(bench.plan.version == 1)
    #expect(bench.plan.created == bench.now)
    #expect(bench.plan.tasks.map(\.id.text) == ["001", "002"])
    #expect(bench.plan.founding?.tasks == [])
  }

  @Test func `is not founded twice`() throws {
    let bench = try PlanUnderTest(task("001"))
    var draft = PlanFounding(session: try SessionID("s1"), request: "other", base: "flow")
    draft.tasks = [try task("001")]
    #expect(
      refusal { try bench.plan.decide(.create(draft), given: PlanFacts(), at: bench.now) }?.code == .exists)
    let adopt = PlanCommand.adopt(draft, tasks: [], version: 2)
    #expect(refusal { try bench.plan.decide(adopt, given: PlanFacts(), at: bench.now) }?.code == .exists)
  }

  @Test func `is refused with two tasks of one id, or of ids that differ in case`() throws {
    #expect(refusal { try PlanUnderTest(task("001"), task("001")) }?.code == .duplicateID)
    let rejection = refusal { try PlanUnderTest(task("api"), task("API")) }
    #expect(rejection?.code == .duplicateID)
    #expect(
      rejection?.sentence == "The ids api and API differ only in case, and their branches would collide.")
  }

  @Test func `is refused where a dependency is no task, with the nearest`() throws {
    let rejection = refusal {
      try PlanUnderTest(task("001"), task("api-2", after: ["001"]), task("003", after: ["api-3"]))
    }
    #expect(rejection?.code == .unknownDependency)
    #expect(rejection?.sentence == #"Task 003 depends on "api-3", which no task is. Did you mean api-2?"#)
  }

  @Test func `is refused with its circle named`() throws {
    let rejection = refusal {
      try PlanUnderTest(
        task("001", needs: ["B"], provides: ["A"]), task("002", needs: ["A"], provides: ["B"]))
    }
    #expect(rejection?.code == .cycle)
    #expect(
      rejection?.sentence
        == "Tasks wait for each other: 001 → 002 → 001. Task 001 needs \"B\", which 002 provides; task 002 needs \"A\", which 001 provides."
    )
  }

  @Test func `is refused past each limit, with limit and actual`() throws {
    var long = try task("001")
    long.description = String(repeating: "x", count: 65_537)
    let rejection = refusal { try PlanUnderTest(long) }
    #expect(rejection?.code == .limitExceeded)
    #expect(
      rejection?.details == [
        .init("field", .text("tasks[\"001\"].description")), .init("limit", .number(65_536)),
        .init("actual", .number(65_537)),
      ])
    var nul = try task("001")
    nul.implementationNotes = "a\u{0}b"
    #expect(refusal { try PlanUnderTest(nul) }?.code == .invalidArgument)
    for change: (inout TaskDefinition) throws -> Void in [
      { $0.files = (0...200).map { "f\($0)" } },
      { $0.provides = try (0...200).map { try Capability("c\($0)") } },
      { $0.estimatedTime = long.description }, { $0.agent = long.description },
      { $0.files = [long.description] },
      { $0.extra = (0...200).map { .init(key: "k\($0)", json: "1") } },
      { $0.acceptanceCriteria = [long.description] },
    ] {
      var definition = try task("001")
      try change(&definition)
      #expect(refusal { try PlanUnderTest(definition) }?.code == .limitExceeded)
    }
    let many = try (0...10_000).map { try task("\($0)") }
    #expect(refusal { try PlanUnderTest(many) }?.code == .limitExceeded)
  }
}

@Suite struct `A claimed task` {
  private func claimed() throws -> PlanUnderTest {
    var bench = try PlanUnderTest(task("001"), task("002", after: ["001"]))
    try bench.run(.claim(PlanTaskID("001"), WorkerID("1"), until: nil))
    return bench
  }

  @Test func `is its holder's, who may claim it again without change`() throws {
    var bench = try claimed()
    #expect(try bench.task("001").status.claim?.worker == WorkerID("1"))
    #expect(try bench.run(.claim(PlanTaskID("001"), WorkerID("1"), until: nil)) == [])
    #expect(try bench.task("001").attempts == 1)
  }

  @Test func `is refused to another, who is told who holds it`() throws {
    var bench = try claimed()
    let rejection = refusal { try bench.run(.claim(PlanTaskID("001"), WorkerID("2"), until: nil)) }
    #expect(rejection?.code == .claimed)
    #expect(rejection?.sentence == "Task 001 is held by worker 1 since 2027-01-15T08:00:00Z.")
    // Not the call that would take a live worker's folder away.
    #expect(rejection?.next?.tool == "parse_plan")
  }

  @Test func `is released by its holder alone`() throws {
    var bench = try claimed()
    #expect(try bench.run(.release(PlanTaskID("001"), WorkerID("2"))) == [])
    try bench.run(.release(PlanTaskID("001"), WorkerID("1")))
    #expect(try bench.task("001").status == .pending)
    try bench.run(.claim(PlanTaskID("001"), WorkerID("2"), until: nil))
    #expect(try bench.task("001").attempts == 2)
  }

  @Test func `keeps its holder when it is blocked`() throws {
    var bench = try claimed()
    try bench.run(.block(PlanTaskID("001"), reason: "no key"))
    #expect(try bench.task("001").status.claim?.worker == WorkerID("1"))
    #expect(refusal { try bench.run(.claim(PlanTaskID("001"), WorkerID("2"), until: nil)) }?.code == .claimed)
    #expect(try bench.run(.block(PlanTaskID("001"), reason: "no key")) == [])
    try bench.run(.release(PlanTaskID("001"), WorkerID("1")))
    #expect(try bench.task("001").status == .blocked(reason: "no key", by: nil))
    try bench.run(.claim(PlanTaskID("001"), WorkerID("2"), until: nil))
  }

  @Test func `is unknown where the plan has none of that id`() throws {
    var bench = try claimed()
    let rejection = refusal { try bench.run(.claim(PlanTaskID("101"), WorkerID("1"), until: nil)) }
    #expect(rejection?.code == .unknownTask)
    #expect(rejection?.sentence == #"Plan s1 has no task "101". Did you mean 001?"#)
    #expect(refusal { try bench.run(.block(PlanTaskID("x"), reason: "")) }?.code == .unknownTask)
    #expect(try bench.run(.release(PlanTaskID("x"), WorkerID("1"))) == [])
  }
}

@Suite struct `A task that is named` {
  @Test func `is the one of that id, else the only one of equal number`() throws {
    let plan = try PlanUnderTest(task("001"), task("012"), task("12b")).plan
    #expect(try plan.task(named: "1").id.text == "001")
    #expect(try plan.task(named: "0012").id.text == "012")
    #expect(try plan.task(named: "12b").id.text == "12b")
    #expect(refusal { try plan.task(named: "2") }?.code == .unknownTask)
    #expect(refusal { try plan.task(named: "-1") }?.code == .unknownTask)
  }

  @Test func `is ambiguous where two have that number`() throws {
    let plan = try PlanUnderTest(task("01"), task("001")).plan
    let rejection = refusal { try plan.task(named: "1") }
    #expect(rejection?.code == .ambiguous)
    #expect(rejection?.sentence == #""1" fits 01 and 001."#)
    #expect(try plan.task(named: "01").id.text == "01")
  }
}

@Suite struct `A task's branch` {
  @Test func `is recorded once, and again without change`() throws {
    var bench = try PlanUnderTest(task("001"))
    try bench.branch("001")
    let before = bench.plan
    try bench.branch("001")
    #expect(bench.plan == before)
    let other = PlanTask.Branch(name: "task/001-other", base: "b", start: "s")
    #expect(
      refusal { try bench.run(.recordBranch(PlanTaskID("001"), other, ahead: false, replacing: false)) }?.code
        == .exists)
    try bench.run(.recordBranch(PlanTaskID("001"), other, ahead: false, replacing: true))
    #expect(try bench.task("001").branch == other)
  }

  @Test func `waits for what the task needs, unless it is made ahead`() throws {
    var bench = try PlanUnderTest(
      task("001", provides: ["User model"]), task("002", needs: ["user model", "Mailer"], after: ["001"]))
    let rejection = refusal { try bench.branch("002") }
    #expect(rejection?.code == .unmetPreconditions)
    #expect(
      rejection?.sentence
        == #"Task 002 still waits for task 001 (pending), "user model" from 001 (pending) and "Mailer", which nothing provides. Deliver that first, or pass ahead: true."#
    )
    try bench.branch("002", ahead: true)
    #expect(try bench.task("002").branch?.name == "task/002-work")
  }
}
