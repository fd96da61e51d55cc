import StateMachine
import TestSupport
import Testing

@Suite struct `A task that may start` {
  @Test func `comes by priority, then in the plan's order`() throws {
    let bench = try PlanUnderTest(
      task("001", priority: .low), task("002"), task("003", priority: .high), task("004", priority: .medium))
    #expect(bench.ready == ["003", "002", "004", "001"])
  }

  @Test func `waits until what it needs is delivered, and not only completed`() throws {
    var bench = try PlanUnderTest(
      task("001", provides: ["A"]), task("002", needs: ["a"]), task("003", after: ["001"]))
    try bench.branch("001")
    try bench.update { $0.completed = [.init(id: try PlanTaskID("001"))] }
    #expect(bench.ready == [])
    #expect(bench.plan.available(given: bench.facts) == [])
    bench.facts.reachable = ["tip-001"]
    #expect(bench.ready == ["002", "003"])
    #expect(bench.plan.available(given: bench.facts).map(\.text) == ["A"])
  }

  @Test func `may build on what merges of the base list`() throws {
    var bench = try PlanUnderTest(task("001", needs: ["Mailer"]))
    #expect(bench.ready == [])
    bench.facts.baseProvides = [try Capability("mailer")]
    #expect(bench.ready == ["001"])
  }

  @Test func `of a later wave waits for all of the earlier ones`() throws {
    var bench = try PlanUnderTest(
      task("001", wave: 1), task("002", wave: 1), task("003", wave: 2), task("004"))
    #expect(bench.ready == ["001", "002", "004"])
    try bench.merge("001")
    #expect(bench.ready == ["002", "004"])
    let unmet = bench.plan.unmet(try bench.task("003"), given: bench.facts)
    #expect(unmet.map(\.need) == [.wave(1)])
    #expect(unmet.map(\.from) == [[try PlanTaskID("002")]])
    try bench.update { $0.cancelled = [try PlanTaskID("002")] }
    #expect(bench.ready == ["003", "004"])
  }

  @Test func `is any pending one that waits for nothing`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    for round in 0..<300 {
      var walk = try RandomPlan(using: &generator)
      for _ in 0..<30 { walk.step(using: &generator) }
      let bench = walk.bench
      let free = bench.plan.tasks.filter {
        $0.status == .pending && bench.plan.unmet($0, given: bench.facts).isEmpty
      }
      #expect(Set(bench.ready) == Set(free.map(\.id.text)), "seed \(seed) round \(round)")
    }
  }
}

@Suite struct `What a task waits for` {
  @Test func `names who brings it, else the nearest`() throws {
    let bench = try PlanUnderTest(
      task("001", provides: ["User model"]),
      task("002", needs: ["user modell", "User model"], after: ["001"]))
    let unmet = bench.plan.unmet(try bench.task("002"), given: bench.facts)
    let first = try PlanTaskID("001")
    let model = try Capability("User model")
    #expect(
      unmet.map(\.need) == [.task(first), .capability(try Capability("user modell")), .capability(model)])
    #expect(unmet.map(\.from) == [[first], [], [first]])
    #expect(unmet.map(\.near) == [[], ["User model"], []])
  }
}

@Suite struct `Delivery` {
  @Test func `is none without a branch, and such a task is done when completed`() throws {
    var bench = try PlanUnderTest(task("001"))
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .none)
    #expect(!bench.plan.isDone(try bench.task("001"), given: bench.facts))
    try bench.update { $0.completed = [.init(id: try PlanTaskID("001"))] }
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .none)
    #expect(bench.plan.isDone(try bench.task("001"), given: bench.facts))
  }

  @Test func `goes from unmerged to merged to lost and back, by ids and the base alone`() throws {
    var bench = try PlanUnderTest(task("001"))
    try bench.branch("001")
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .unmerged)
    try bench.merge("001")
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .merged)
    #expect(bench.plan.state(given: bench.facts) == .completed)
    bench.facts.reachable = []
    bench.facts.tips = [:]
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .lost)
    #expect(bench.plan.state(given: bench.facts) == .active)
    #expect(bench.plan.progress(given: bench.facts).completed == 0)
    #expect(
      bench.plan.warnings(given: bench.facts) == [
        "Task 001 was delivered by merge-001, which flow no longer reaches: merge it again."
      ])
    bench.facts.reachable = ["tip-001"]
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .merged)
  }

  @Test func `asks git for the recorded ids and no others`() throws {
    var bench = try PlanUnderTest(task("001"), task("002"))
    try bench.branch("001")
    try bench.branch("002")
    #expect(bench.plan.recordedIDs == [])
    try bench.merge("001")
    #expect(bench.plan.recordedIDs == ["tip-001", "merge-001"])
  }

  @Test func `of a task that is opened again keeps its merges`() throws {
    var bench = try PlanUnderTest(task("001"))
    try bench.branch("001")
    try bench.merge("001")
    try bench.update {
      var patch = TaskPatch(id: try PlanTaskID("001"))
      patch.reopen = true
      $0.changed = [patch]
    }
    #expect(try bench.task("001").merges == ["merge-001"])
    #expect(bench.plan.delivery(of: try bench.task("001"), given: bench.facts) == .unmerged)
  }
}

@Suite struct `Warnings` {
  private func warnings(_ tasks: TaskDefinition...) throws -> [String] {
    let bench = try PlanUnderTest(tasks)
    return bench.plan.warnings(given: bench.facts)
  }

  @Test func `name a precondition that nothing provides, with the nearest`() throws {
    #expect(
      try warnings(task("001", provides: ["User model"]), task("002", needs: ["User modell"])) == [
        #"Nothing provides "User modell", which task 002 needs. The nearest is "User model"."#
      ])
  }

  @Test func `name two providers, shared files and long tasks`() throws {
    var long = try task("003")
    long.estimatedTime = "2 hours"
    #expect(
      try warnings(
        task("001", provides: ["A"], files: ["x", "y"]), task("002", provides: ["a"], files: ["x"]), long)
        == [
          #"Tasks 001 and 002 both provide "A"."#,
          #"Tasks 001 and 002 of wave 1 both touch "x": their merges may conflict."#,
          "Task 003 is planned for over 10 minutes; smaller ones are easier to retry.",
        ])
    #expect(try warnings(task("001", files: ["x"]), task("002", after: ["001"], files: ["x"])) == [])
  }

  @Test func `say where the given graph differs from the tasks`() throws {
    for (text, differs) in [
      ("Wave 1: 001\nWave 2: 002", false), ("Wave 1: 001, 002", true), ("first 001, then 002", false),
    ] {
      var founding = PlanFounding(session: try SessionID("s1"), request: "r", base: "flow")
      founding.tasks = [try task("001"), try task("002", after: ["001"])]
      founding.dependencyGraph = text
      var bench = PlanUnderTest()
      try bench.run(.create(founding))
      #expect(bench.plan.warnings(given: bench.facts).isEmpty != differs, "\(text)")
    }
  }

  @Test func `of a plan with thousands of unknown needs look for the nearest of the first few alone`() throws
  {
    var tasks: [TaskDefinition] = []
    for index in 0..<2_000 {
      tasks.append(try task("\(index)", needs: ["user model \(index)"], provides: ["user modell \(index)"]))
    }
    let bench = try PlanUnderTest(tasks)
    let warnings = bench.plan.warnings(given: bench.facts)
    #expect(warnings.count == 2_000)
    #expect(warnings.count { $0.contains("The nearest is") } == 5)
  }
}
