import StateMachine
import Testing

@Suite struct `An update of a plan` {
  private func bench() throws -> PlanUnderTest {
    try PlanUnderTest(task("001", provides: ["A"]), task("002", needs: ["A"]), task("003"))
  }

  @Test func `moves the version by one, however much it changes`() throws {
    var bench = try bench()
    try bench.update {
      $0.completed = [.init(id: try PlanTaskID("001")), .init(id: try PlanTaskID("003"))]
      $0.added = [.init(definition: try task("004"), hasID: true)]
      $0.learnings = "bcrypt cost 12"
    }
    #expect(bench.plan.version == 2)
    #expect(bench.plan.tasks.map(\.status.word) == [.completed, .pending, .completed, .pending])
    #expect(bench.plan.learnings.map(\.text) == ["bcrypt cost 12"])
  }

  @Test func `that changes nothing leaves no event`() throws {
    var bench = try bench()
    #expect(try bench.update { _ in } == [])
    try bench.update {
      $0.completed = [.init(id: try PlanTaskID("001"))]
      $0.learnings = "x"
    }
    #expect(
      try bench.update {
        $0.completed = [.init(id: try PlanTaskID("001"))]
        $0.learnings = "x"
        $0.changed = [TaskPatch(id: try PlanTaskID("002"))]
      } == [])
    #expect(bench.plan.version == 2)
  }

  @Test func `refuses an unknown id whole`() throws {
    var bench = try bench()
    let before = bench.plan
    let rejection = refusal {
      try bench.update {
        $0.completed = [.init(id: try PlanTaskID("001")), .init(id: try PlanTaskID("009"))]
      }
    }
    #expect(rejection?.code == .unknownTask)
    #expect(rejection?.details.contains(.init("known", .texts(["001", "002", "003"]))) == true)
    #expect(bench.plan == before)
  }

  @Test func `gives a new task without an id the next number, as wide as the others`() throws {
    var bench = try bench()
    let unnamed = try task("unnamed", "More")
    try bench.update {
      $0.added = [.init(definition: unnamed, hasID: false), .init(definition: unnamed, hasID: false)]
    }
    #expect(bench.plan.tasks.suffix(2).map(\.id.text) == ["004", "005"])
  }

  @Test func `gives a new task without an id one after the pattern of the plan's own`() throws {
    func next(_ ids: String...) throws -> String? {
      var bench = try PlanUnderTest(ids.map { try task($0) })
      try bench.update { $0.added = [.init(definition: try task("unnamed", "More"), hasID: false)] }
      return bench.plan.tasks.last?.id.text
    }
    #expect(try next("task-001", "task-008") == "task-009")
    #expect(try next("task-099", "task-002", "docs") == "task-100")
    #expect(try next("T1", "t2", "T9") == "T10")
    #expect(try next("api-3", "002", "007") == "008")
    #expect(try next("a-1", "a-2", "b-1", "b-2") == "001")
    #expect(try next("login", "logout") == "001")
    #expect(try next("run-20250112143000", "task-7", "task-8") == "task-9")
    #expect(try next("001", "login", "logout", "other") == "002")
  }

  @Test func `counts several new tasks without an id on, and no part of a task`() throws {
    var bench = try PlanUnderTest(task("task-07"), task("task-08"))
    let split = TaskSplit(.byFile, ["a", "b"].map { .init($0, files: [$0]) })
    try bench.run(.expand(PlanTaskID("task-08"), split))
    try bench.update {
      $0.added = try [("unnamed", false), ("task-09", true), ("unnamed", false)].map {
        .init(definition: try task($0.0, "More"), hasID: $0.1)
      }
    }
    #expect(
      bench.plan.tasks.map(\.id.text)
        == ["task-07", "task-08", "task-08@a", "task-08@b", "task-09", "task-10"])
  }

  @Test func `takes a new task without an id once while it is to be done`() throws {
    var bench = try bench()
    let more = try task("unnamed", "More", after: ["001"])
    func add(_ definitions: TaskDefinition...) throws -> [PlanEvent] {
      try bench.update { $0.added = definitions.map { .init(definition: $0, hasID: false) } }
    }
    #expect(try add(more, more).count == 3)
    #expect(try add(more, more) == [] && bench.plan.version == 2)
    // Another one has other content, and what was done may have to be done once more.
    #expect(try add(task("unnamed", "More")).count == 2)
    try bench.update { $0.cancelled = try ["004", "005"].map { try PlanTaskID($0) } }
    #expect(try add(more).count == 2)
    #expect(bench.plan.tasks.map(\.id.text) == ["001", "002", "003", "004", "005", "006", "007"])
  }

  @Test func `refuses a new task where every number is used up`() throws {
    var bench = try PlanUnderTest(task("999999"))
    #expect(
      refusal {
        try bench.update { $0.added = [.init(definition: try task("unnamed", "More"), hasID: false)] }
      }?.code
        == .limitExceeded)
  }

  @Test func `takes the same new task again, and refuses another of its id`() throws {
    var bench = try bench()
    try bench.update { $0.added = [.init(definition: try task("004"), hasID: true)] }
    #expect(try bench.update { $0.added = [.init(definition: try task("004"), hasID: true)] } == [])
    let rejection = refusal {
      try bench.update { $0.added = [.init(definition: try task("004", "Other"), hasID: true)] }
    }
    #expect(rejection?.code == .duplicateID)
    #expect(rejection?.details.contains(.init("proposal", .text("005"))) == true)
  }

  @Test func `changes only what is given`() throws {
    var bench = try bench()
    try bench.update {
      var patch = TaskPatch(id: try PlanTaskID("002"))
      patch.priority = .high
      patch.files = ["a.swift"]
      $0.changed = [patch]
    }
    var expected = try task("002", needs: ["A"], files: ["a.swift"], priority: .high)
    #expect(try bench.task("002").definition == expected)
    expected.description = "Work"
  }

  @Test func `changes how a task is carried out, and that asks for no approval anew`() throws {
    var bench = PlanUnderTest()
    var founding = PlanFounding(session: try SessionID("s"), request: "r", base: "flow")
    founding.approval = ApprovalPolicy(.plan, via: .any)
    founding.tasks = [try task("001")]
    let kept = ["parallel_strategy", "parallel_scope", "spec"]
    founding.tasks[0].extra = kept.map { .init(key: $0, json: "1") }
    try bench.run(.create(founding))
    try bench.run(.decide(Verdict(.approve, by: .agent, seen: "d", present: "d")))
    var patch = TaskPatch(id: try PlanTaskID("001"))
    patch.maxRetries = 5
    patch.agent = "tester"
    patch.verificationScript = "./test"
    patch.parallelStrategy = .byFile
    patch.parallelScope = ["src/"]
    #expect(try bench.update { $0.changed = [patch] }.count == 2)
    let changed = try bench.task("001").definition
    #expect(changed.maxRetries == 5 && changed.agent == "tester" && changed.verificationScript == "./test")
    #expect(changed.parallelStrategy == .byFile && changed.parallelScope == ["src/"])
    #expect(changed.extra.map(\.key) == ["spec"])
    #expect(bench.plan.consent.foremost == nil && bench.plan.consent.changes.map(\.kind) == [.changed])
    #expect(try bench.update { $0.changed = [patch] } == [])
  }

  @Test func `refuses what would close a circle`() throws {
    var bench = try bench()
    let rejection = refusal {
      try bench.update {
        var patch = TaskPatch(id: try PlanTaskID("001"))
        patch.dependsOn = [try PlanTaskID("002")]
        $0.changed = [patch]
      }
    }
    #expect(rejection?.code == .cycle)
  }

  @Test func `cancels a task, and what waits for it by id goes on`() throws {
    var bench = try PlanUnderTest(task("001"), task("002", after: ["001"]))
    #expect(bench.ready == ["001"])
    try bench.update { $0.cancelled = [try PlanTaskID("001")] }
    #expect(bench.ready == ["002"])
    #expect(try bench.update { $0.cancelled = [try PlanTaskID("001")] } == [])
    try bench.update {
      var patch = TaskPatch(id: try PlanTaskID("001"))
      patch.reopen = true
      $0.changed = [patch]
    }
    #expect(bench.ready == ["001"])
  }

  @Test func `refuses to open a cancelled task again where that closes a circle`() throws {
    var bench = try PlanUnderTest(task("001"), task("002", after: ["001"]))
    try bench.update { $0.cancelled = [try PlanTaskID("002")] }
    try bench.update {
      var patch = TaskPatch(id: try PlanTaskID("001"))
      patch.dependsOn = [try PlanTaskID("002")]
      $0.changed = [patch]
    }
    let rejection = refusal {
      try bench.update {
        var patch = TaskPatch(id: try PlanTaskID("002"))
        patch.reopen = true
        $0.changed = [patch]
      }
    }
    #expect(rejection?.code == .cycle)
  }

  @Test func `records by which commit of the base a squashed task was delivered`() throws {
    var bench = try bench()
    try bench.branch("001")
    let squash = PlanUpdate.Completed(id: try PlanTaskID("001"), commit: "squash")
    let rejection = refusal { try bench.update { $0.completed = [squash] } }
    #expect(rejection?.code == .invalidArgument)
    #expect(rejection?.sentence == "Commit squash is not on flow, so it did not deliver task 001.")
    bench.facts.reachable = ["squash"]
    try bench.update { $0.completed = [squash] }
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .merged)
    #expect(try bench.update { $0.completed = [squash] } == [])
  }

  @Test func `keeps the record of a merge when the same task is completed again`() throws {
    var bench = try bench()
    try bench.branch("001")
    try bench.merge("001")
    bench.facts.reachable = []
    #expect(try bench.update { $0.completed = [.init(id: try PlanTaskID("001"))] } == [])
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .lost)
  }

  @Test func `accumulates what was learned, in order`() throws {
    var bench = try bench()
    for text in ["one", "two", "one"] { try bench.update { $0.learnings = text } }
    #expect(try bench.update { $0.learnings = "one" } == [])
    #expect(try bench.update { $0.learnings = " \n " } == [])
    #expect(bench.plan.learnings.map(\.text) == ["one", "two", "one"])
    #expect(bench.plan.learnings.map(\.version) == [1, 2, 3])
  }

  @Test func `puts a new task in place of an equal one that it cancels or changes`() throws {
    var bench = try PlanUnderTest(task("001", "Login"), task("002", "Mail"))
    let again = TaskDefinition(id: try PlanTaskID("999"), description: "Mail")
    try bench.update {
      $0.cancelled = [try PlanTaskID("002")]
      $0.added = [.init(definition: again, hasID: false)]
    }
    #expect(
      try bench.task("003").definition.description == "Mail" && bench.task("002").status.word == .cancelled)
    // One that stays is enough.
    #expect(try bench.update { $0.added = [.init(definition: again, hasID: false)] }.isEmpty)
  }
}
