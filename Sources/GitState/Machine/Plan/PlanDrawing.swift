/// A plan as it is drawn: its waves left to right, and which waits are worth a line.
package struct PlanDrawing: Sendable {
  /// What a step to the right is.
  package enum Band: Hashable, Comparable, Sendable {
    /// What tasks of that wave were split into: drawn before it, for they wait for their parts.
    case parts(Int)
    case wave(Int)
    /// Tasks that wait for each other, so that no wave is theirs.
    case circle
    case cancelled

    /// `Wave 2`.
    package var name: String {
      switch self {
      case .parts(let number): "Wave \(number), parts"
      case .wave(let number): "Wave \(number)"
      case .circle: "Waiting for each other"
      case .cancelled: "Cancelled"
      }
    }

    /// The wave of its tasks; nil where they have none.
    package var wave: Int? {
      switch self {
      case .parts(let number), .wave(let number): number
      case .circle, .cancelled: nil
      }
    }

    package static func < (one: Band, other: Band) -> Bool { one.rank < other.rank }

    private var rank: (Int, Int, Int) {
      switch self {
      case .parts(let number): (0, number, 0)
      case .wave(let number): (0, number, 1)
      case .circle: (1, 0, 0)
      case .cancelled: (2, 0, 0)
      }
    }
  }

  /// The band of each layer.
  package let bands: [Band]
  /// Places and lines of the plan's tasks, by their position in the plan.
  package let layout: GraphLayout

  package init(_ plan: Plan, given facts: PlanFacts) {
    let open = plan.tasks.indices.filter { plan.tasks[$0].status.word != .cancelled }
    let graph = plan.graph(given: facts)
    var bandOf: [Band] = Array(repeating: .cancelled, count: plan.tasks.count)
    for (index, wave) in zip(open, graph.waves) {
      let isPart = !plan.tasks[index].parents.isEmpty
      bandOf[index] = wave.map { isPart ? .parts($0) : .wave($0) } ?? .circle
    }
    // A part that several tasks share may wait for more than one of them does by itself.
    for index in open {
      guard case .wave(let own) = bandOf[index] else { continue }
      let parts = plan.tasks[index].subTasks.compactMap { plan.positions[$0] }
      if let last = parts.compactMap({ bandOf[$0].wave }).max(), last > own { bandOf[index] = .wave(last) }
    }
    var edges: [GraphLayout.Edge] = []
    for index in open {
      for id in plan.tasks[index].parents {
        if let whole = plan.positions[id] { edges.append(.init(from: index, to: whole)) }
      }
      let definition = plan.tasks[index].definition
      for id in definition.dependsOn {
        if let from = plan.positions[id] { edges.append(.init(from: from, to: index)) }
      }
      for capability in definition.preconditions {
        // A need is met by the first that meets it.
        let providers = graph.providers(of: capability).map { open[$0] }
        if let from = providers.min(by: { (bandOf[$0], $0) < (bandOf[$1], $1) }) {
          edges.append(.init(from: from, to: index))
        }
      }
    }
    bands = Set(bandOf).sorted()
    var ranks: [Band: Int] = [:]
    for (rank, band) in bands.enumerated() { ranks[band] = rank }
    layout = GraphLayout(
      layers: bandOf.map { ranks[$0] ?? 0 },
      // What was cancelled brings nothing, and nobody waits for it.
      edges: edges.filter { bandOf[$0.from] != .cancelled && bandOf[$0.to] != .cancelled })
  }

  /// The tasks that each task is drawn to wait for, by their positions.
  package var needs: [[Int]] {
    var needs: [[Int]] = Array(repeating: [], count: layout.places.count)
    for edge in layout.edges { needs[edge.to].append(edge.from) }
    return needs
  }
}

extension Plan {
  /// The positions of its tasks as they are listed for people: in the plan's order, parts behind the first task that they
  /// are of.
  package var listing: [Int] {
    func place(_ index: Int) -> Int { tasks[index].parents.compactMap { positions[$0] }.min() ?? index }
    return tasks.indices.map { (place($0), $0) }.sorted { $0 < $1 }.map(\.1)
  }
}
