import StateMachine
import TestSupport
import Testing

@Suite struct `A graph that is drawn` {
  private func edge(_ from: Int, _ to: Int) -> GraphLayout.Edge { .init(from: from, to: to) }

  @Test func `leaves out what a longer way says already`() {
    let layout = GraphLayout(
      layers: [1, 2, 3, 3], edges: [edge(0, 1), edge(1, 2), edge(0, 2), edge(0, 2), edge(1, 3)])
    #expect(layout.edges == [edge(0, 1), edge(1, 2), edge(1, 3)])
  }

  @Test func `leaves out what leads nowhere or back, and closes up layers that are empty`() {
    let layout = GraphLayout(layers: [7, 7, 900], edges: [edge(0, 1), edge(2, 0), edge(1, 1), edge(1, 2)])
    #expect(layout.edges == [edge(1, 2)])
    #expect(layout.places.map(\.layer) == [0, 0, 1])
    #expect(layout.columns == [1, 1])
  }

  @Test func `of nothing is nothing`() {
    let layout = GraphLayout(layers: [], edges: [])
    #expect(layout.places.isEmpty && layout.columns.isEmpty && layout.height == 0)
  }

  @Test func `puts one between its neighbours, and a chain level`() {
    let chain = GraphLayout(layers: [1, 2, 3, 4], edges: [edge(0, 1), edge(1, 2), edge(2, 3)])
    #expect(Set(chain.places.map(\.row)) == [0])
    let fork = GraphLayout(layers: [1, 2, 2, 3], edges: [edge(0, 1), edge(0, 2), edge(1, 3), edge(2, 3)])
    #expect(fork.places.map(\.row) == [0.5, 0, 1, 0.5])
  }

  @Test func `crosses no lines that need not cross`() {
    let layout = GraphLayout(layers: [1, 1, 1, 2, 2, 2], edges: [edge(0, 5), edge(1, 4), edge(2, 3)])
    let rows = layout.places.map(\.row)
    let order = (0..<3).sorted { rows[$0] < rows[$1] }
    #expect(order.map { [5, 4, 3][$0] } == (3..<6).sorted { rows[$0] < rows[$1] })
  }

  @Test func `takes a line past the boxes of the layers between`() throws {
    let layout = GraphLayout(
      layers: [1, 2, 3, 1], edges: [edge(0, 1), edge(1, 2), edge(3, 2)])
    let line = try #require(layout.lines.first { $0.edge == edge(3, 2) })
    #expect(line.bends.count == 1)
    #expect(abs(line.bends[0] - layout.places[1].row) >= 0.75)
  }

  @Test func `puts many that nothing joins beside each other`() {
    let layout = GraphLayout(layers: Array(repeating: 1, count: 100), edges: [])
    #expect(layout.columns == [6])
    #expect(layout.height == 16)
    #expect(Set(layout.places.map { [Double($0.column), $0.row] }).count == 100)
    #expect(GraphLayout(layers: Array(repeating: 1, count: 16), edges: []).columns == [1])
  }

  @Test func `draws all to all through one point`() {
    var edges: [GraphLayout.Edge] = []
    for from in 0..<10 { for to in 10..<20 { edges.append(edge(from, to)) } }
    let layout = GraphLayout(layers: (0..<20).map { $0 / 10 }, edges: edges)
    #expect(layout.edges.count == 100 && layout.lines.isEmpty)
    #expect(layout.hubs.map(\.from) == [Array(0..<10)] && layout.hubs.map(\.to) == [Array(10..<20)])
    #expect(layout.hubs.map(\.row) == [4.5])
    // Two to two is drawn as it is: a point would save nothing.
    let small = GraphLayout(layers: [1, 1, 2, 2], edges: [edge(0, 2), edge(0, 3), edge(1, 2), edge(1, 3)])
    #expect(small.hubs.isEmpty && small.lines.count == 4)
  }

  @Test func `of 10,000 in one chain, with a wait from each to the last, needs no stack and few lines`() {
    let count = 10_000
    let edges = (1..<count).flatMap { [edge($0 - 1, $0), edge($0 - 1, count - 1)] }
    let layout = GraphLayout(layers: Array(0..<count), edges: edges)
    #expect(layout.edges == (1..<count).map { edge($0 - 1, $0) })
    #expect(layout.height == 0)
  }

  @Test func `of any form keeps every box apart, every line forward, and says what its edges said`() {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    for round in 0..<120 {
      let count = Int.random(in: 1...40, using: &generator)
      let layers = (0..<count).map { _ in Int.random(in: 1...9, using: &generator) }
      let edges = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
        edge(.random(in: 0..<count, using: &generator), .random(in: 0..<count, using: &generator))
      }
      let layout = GraphLayout(layers: layers, edges: edges)
      #expect(layout == GraphLayout(layers: layers, edges: edges))
      #expect(isApart(layout), "seed \(seed), round \(round)")
      let drawn =
        layout.lines.map(\.edge)
        + layout.hubs.flatMap { hub in
          hub.to.flatMap { to in hub.from.map { edge($0, to) } }
        }
      #expect(Set(drawn) == Set(layout.edges) && drawn.count == layout.edges.count)
      for line in layout.lines {
        let span = layout.places[line.edge.to].layer - layout.places[line.edge.from].layer
        #expect(span >= 1 && line.bends.count == span - 1, "seed \(seed), round \(round)")
      }
      let forward = edges.filter { layers[$0.from] < layers[$0.to] }
      #expect(
        reach(forward, count) == reach(layout.edges, count), "seed \(seed), round \(round)")
    }
  }

  /// Whether no two boxes of a column lie on each other, and none lies higher than the first row.
  private func isApart(_ layout: GraphLayout) -> Bool {
    var columns: [[Int]: [Double]] = [:]
    for place in layout.places { columns[[place.layer, place.column], default: []].append(place.row) }
    return columns.values.allSatisfy { rows in
      let sorted = rows.sorted()
      return sorted[0] > -0.001 && zip(sorted, sorted.dropFirst()).allSatisfy { $1 - $0 > 0.999 }
    }
  }

  /// Everything that each node leads to, by the plainest of ways.
  private func reach(_ edges: [GraphLayout.Edge], _ count: Int) -> [Set<Int>] {
    var reach = Array(repeating: Set<Int>(), count: count)
    for _ in 0..<10 {
      for edge in edges { reach[edge.from].formUnion(reach[edge.to].union([edge.to])) }
    }
    return reach
  }
}

@Suite struct `A plan that is drawn` {
  private func task(
    _ id: String, after: [String] = [], needs: [String] = [], gives: [String] = [], wave: Int? = nil
  ) throws -> PlanTask {
    var definition = TaskDefinition(id: try PlanTaskID(id), description: id)
    definition.dependsOn = try after.map { try PlanTaskID($0) }
    definition.preconditions = try needs.map { try Capability($0) }
    definition.provides = try gives.map { try Capability($0) }
    definition.wave = wave
    return PlanTask(definition)
  }

  private func drawing(_ tasks: [PlanTask]) throws -> PlanDrawing {
    let founding = PlanFounding(session: try SessionID("s1"), request: "r", base: "flow")
    let plan = Plan(
      founding: founding, created: Timestamp(seconds: 0), version: 1, tasks: tasks, learnings: [])
    return PlanDrawing(plan, given: PlanFacts())
  }

  @Test func `has its waves as layers, waits by id and by capability as lines, and cancelled ones last`()
    throws
  {
    var gone = try task("004", after: ["001"])
    gone.status = .cancelled(reason: "")
    let drawing = try drawing([
      try task("001", gives: ["A"]), try task("002", needs: ["a"]),
      try task("003", after: ["002", "001", "004"]), gone,
    ])
    #expect(drawing.bands == [.wave(1), .wave(2), .wave(3), .cancelled])
    #expect(drawing.layout.places.map(\.layer) == [0, 1, 2, 3])
    #expect(drawing.needs == [[], [0], [1], []])
  }

  @Test func `has the parts of a task before it, and lists them behind it`() throws {
    var whole = try task("001")
    whole.status = .expanding
    whole.subTasks = try ["001@a", "001@b", "001@c"].map { try PlanTaskID($0) }
    var parts = try whole.subTasks.map { try task($0.text) }
    for index in parts.indices { parts[index].parents = [whole.id] }
    parts[2].status = .cancelled(reason: "")
    let drawing = try drawing([whole, try task("002", after: ["001"])] + parts)
    #expect(drawing.bands == [.parts(1), .wave(1), .wave(2), .cancelled])
    #expect(drawing.bands.map(\.name) == ["Wave 1, parts", "Wave 1", "Wave 2", "Cancelled"])
    #expect(drawing.bands.map(\.wave) == [1, 1, 2, nil])
    #expect(drawing.layout.places.map(\.layer) == [1, 2, 0, 0, 3])
    #expect(drawing.needs == [[2, 3], [0], [], [], []])
    let founding = PlanFounding(session: try SessionID("s1"), request: "r", base: "flow")
    let plan = Plan(
      founding: founding, created: Timestamp(seconds: 0), version: 1,
      tasks: [whole, try task("002", after: ["001"])] + parts, learnings: [])
    #expect(plan.listing == [0, 2, 3, 4, 1])
  }

  @Test func `has a task behind a part that waits for more than it does`() throws {
    var whole = try task("001")
    whole.subTasks = [try PlanTaskID("001@a")]
    var part = try task("001@a", after: ["002"])
    part.parents = [whole.id]
    let drawing = try drawing([whole, try task("002"), part])
    #expect(drawing.bands == [.wave(1), .parts(2), .wave(2)])
    #expect(drawing.needs == [[2], [], [1]])
  }

  @Test func `draws no line for a barrier of waves, and has room for those that wait for each other`() throws
  {
    let drawing = try drawing([
      try task("001", wave: 2), try task("002", wave: 5), try task("003", after: ["004"]),
      try task("004", after: ["003"]),
    ])
    #expect(drawing.bands == [.wave(2), .wave(5), .circle])
    #expect(drawing.layout.edges.isEmpty)
  }

  @Test func `asks what all tasks wait for as each is asked by itself`() throws {
    var done = try task("001", gives: ["A"])
    done.status = .completed(.init(at: Timestamp(seconds: 0), by: "1", tip: nil, merge: nil))
    let tasks = [
      done, try task("002", needs: ["a", "B"]), try task("003", after: ["002"], wave: 2),
      try task("004", gives: ["B"], wave: 1),
    ]
    let founding = PlanFounding(session: try SessionID("s1"), request: "r", base: "flow")
    let plan = Plan(
      founding: founding, created: Timestamp(seconds: 0), version: 1, tasks: tasks, learnings: [])
    let waits = plan.waits(given: PlanFacts())
    #expect(waits.keys.sorted().map(\.text) == ["002", "003", "004"])
    for task in tasks.dropFirst() {
      #expect(waits[task.id] == plan.unmet(task, given: PlanFacts()), "\(task.id)")
    }
  }
}
