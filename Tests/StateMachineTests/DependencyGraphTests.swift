import StateMachine
import TestSupport
import Testing

@Suite struct `A dependency graph` {
  @Test func `puts a task one wave after what it names by id`() throws {
    let graph = DependencyGraph([
      try task("003", after: ["002"]), try task("002", after: ["001"]), try task("001"),
    ])
    #expect(graph.waves == [3, 2, 1])
    #expect(graph.listed.map { $0.map(\.text) } == [["001"], ["002"], ["003"]])
    #expect(graph.cycle == nil)
  }

  @Test func `follows capabilities, in any case`() throws {
    let graph = DependencyGraph([
      try task("001", provides: ["User Model"]), try task("002", needs: [" user model"], provides: ["Login"]),
      try task("003", needs: ["LOGIN", "User model"]), try task("004", needs: ["nothing provides this"]),
    ])
    #expect(graph.waves == [1, 2, 3, 1])
  }

  @Test func `waits for the first of several providers`() throws {
    let graph = DependencyGraph([
      try task("001", provides: ["A"]), try task("002", needs: ["A"], provides: ["B"]),
      try task("003", needs: ["B"], provides: ["C"]),
      try task("004", provides: ["C"]), try task("005", needs: ["C"]),
    ])
    #expect(graph.waves == [1, 2, 3, 1, 2])
  }

  @Test func `takes a capability of the base as there`() throws {
    let tasks = [try task("001", needs: ["A"], provides: ["A"])]
    #expect(DependencyGraph(tasks).cycle?.map(\.text) == ["001", "001"])
    #expect(DependencyGraph(tasks, external: [try Capability("a")]).waves == [1])
  }

  @Test func `holds a wave back until all of the one before`() throws {
    let graph = DependencyGraph([
      try task("001", wave: 1), try task("002", after: ["001"], wave: 1), try task("003", wave: 2),
      try task("004"),
      try task("005", wave: 7),
    ])
    #expect(graph.waves == [1, 2, 3, 1, 7])
  }

  @Test func `says of a wait that is no dependency why it is one`() throws {
    let needs = DependencyGraph([
      try task("001", needs: ["B"], provides: ["A"]), try task("002", needs: ["A"], provides: ["B"]),
    ]).circle
    #expect(needs?.steps.map(\.link) == [.capability(try Capability("B")), .capability(try Capability("A"))])
    #expect(
      needs?.rejection.sentence
        == "Tasks wait for each other: 001 → 002 → 001. Task 001 needs \"B\", which 002 provides; task 002 needs \"A\", which 001 provides."
    )
    let waves = DependencyGraph([try task("a", after: ["b"], wave: 1), try task("b", wave: 2)]).circle
    #expect(
      waves?.rejection.sentence
        == "Tasks wait for each other: a → b → a. Task b is of wave 2, which begins when a of wave 1 is done."
    )
    let alone = DependencyGraph([try task("a", after: ["a"])]).circle
    #expect(alone?.rejection.sentence == "Tasks wait for each other: a → a.")
  }

  @Test func `names a cycle through ids, capabilities and waves`() throws {
    let byID = DependencyGraph([
      try task("001", after: ["002"]), try task("002", after: ["003"]), try task("003", after: ["002"]),
    ])
    #expect(byID.cycle?.map(\.text) == ["002", "003", "002"])
    let byCapability = DependencyGraph([
      try task("001", needs: ["B"], provides: ["A"]), try task("002", needs: ["A"], provides: ["B"]),
      try task("003", needs: ["C"]), try task("004", provides: ["C"]),
    ])
    #expect(byCapability.cycle?.map(\.text) == ["001", "002", "001"])
    // A wave that waits for itself: nothing of such a plan would ever be ready.
    let byWave = DependencyGraph([try task("001", after: ["002"], wave: 1), try task("002", wave: 2)])
    #expect(byWave.cycle?.map(\.text) == ["001", "002", "001"])
    #expect(DependencyGraph([try task("001", after: ["001"])]).cycle?.map(\.text) == ["001", "001"])
  }

  @Test func `takes the same need twice as one`() throws {
    let graph = DependencyGraph([
      try task("001", provides: ["A", "a"]), try task("002", needs: ["A", "a "], after: ["001", "001"]),
    ])
    #expect(graph.waves == [1, 2])
  }

  @Test func `takes waves from the ends of the numbers`() throws {
    let graph = DependencyGraph([
      try task("001", wave: .max), try task("002", after: ["001"]), try task("003", wave: .min),
      try task("004", wave: 0),
    ])
    #expect(graph.cycle == nil)
    #expect(graph.waves[2] == 1 && graph.waves[3] == 2)
  }

  @Test func `takes a chain of 10,000 tasks, to its end and round`() throws {
    var tasks: [TaskDefinition] = []
    for index in 0..<10_000 { tasks.append(try task("\(index)", after: index == 0 ? [] : ["\(index - 1)"])) }
    #expect(DependencyGraph(tasks).waves.last == 10_000)
    tasks[0].dependsOn = [tasks[9_999].id]
    #expect(DependencyGraph(tasks).cycle?.count == 10_001)
  }

  @Test func `takes 10,000 tasks that all need what all others provide`() throws {
    var tasks: [TaskDefinition] = []
    for index in 0..<5_000 { tasks.append(try task("\(index)", provides: ["it"])) }
    for index in 5_000..<10_000 { tasks.append(try task("\(index)", needs: ["it"])) }
    #expect(DependencyGraph(tasks).listed.map(\.count) == [5_000, 5_000])
  }

  @Test func `gives waves in which nothing waits for its own`() throws {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    for round in 0..<400 {
      let tasks = try randomTasks(using: &generator)
      let graph = DependencyGraph(tasks)
      let providers = Dictionary(
        grouping: tasks.indices.flatMap { index in tasks[index].provides.map { ($0, index) } }
      ) { $0.0 }
      for (index, task) in tasks.enumerated() {
        guard let wave = graph.waves[index] else { continue }
        for id in task.dependsOn {
          let other = try #require(tasks.firstIndex { $0.id == id })
          #expect((graph.waves[other] ?? .max) < wave, "seed \(seed) round \(round)")
        }
        for capability in task.preconditions {
          guard let options = providers[capability] else { continue }
          #expect(options.contains { (graph.waves[$0.1] ?? .max) < wave }, "seed \(seed) round \(round)")
        }
        for (other, candidate) in tasks.enumerated() where (candidate.wave ?? .max) < (task.wave ?? .min) {
          #expect((graph.waves[other] ?? .max) < wave, "seed \(seed) round \(round)")
        }
      }
      #expect((graph.cycle == nil) == graph.waves.allSatisfy { $0 != nil }, "seed \(seed) round \(round)")
      if let cycle = graph.cycle {
        #expect(cycle.first == cycle.last && cycle.count > 1, "seed \(seed) round \(round)")
        #expect(Set(cycle).count == cycle.count - 1, "seed \(seed) round \(round)")
      }
    }
  }

  private func randomTasks(using generator: inout SeededGenerator) throws -> [TaskDefinition] {
    let count = Int.random(in: 1...8, using: &generator)
    func some(_ all: [String], _ chance: Double) -> [String] {
      all.filter { _ in Double.random(in: 0..<1, using: &generator) < chance }
    }
    let ids = (0..<count).map { "\($0)" }
    var tasks: [TaskDefinition] = []
    for id in ids {
      tasks.append(
        try task(
          id, needs: some(["a", "b", "c"], 0.2), provides: some(["a", "b", "c"], 0.2), after: some(ids, 0.12),
          wave: Bool.random(using: &generator) ? nil : Int.random(in: 1...3, using: &generator)))
    }
    return tasks
  }
}
