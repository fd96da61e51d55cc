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

  @Test func `refuses a new task where every number is used up`() throws {
    var bench = try PlanUnderTest(task("999999"))
    #expect(
      refusal { try bench.update { $0.added = [.init(definition: try task("unnamed"), hasID: false)] } }?.code
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
}
