/// A plan as it is drawn: its waves left to right, and which waits are worth a line.
package struct PlanDrawing: Sendable {
  /// What a step to the right is.
  package enum Band: Hashable, Comparable, Sendable {
    case wave(Int)
    /// Tasks that wait for each other, so that no wave is theirs.
    case circle
    case cancelled

    /// `Wave 2`.
    package var name: String {
      switch self {
      case .wave(let number): "Wave \(number)"
      case .circle: "Waiting for each other"
      case .cancelled: "Cancelled"
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
    for (index, wave) in zip(open, graph.waves) { bandOf[index] = wave.map { .wave($0) } ?? .circle }
    var edges: [GraphLayout.Edge] = []
    for index in open {
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
      edges: edges.filter { bandOf[$0.from] != .cancelled })
  }

  /// The tasks that each task is drawn to wait for, by their positions.
  package var needs: [[Int]] {
    var needs: [[Int]] = Array(repeating: [], count: layout.places.count)
    for edge in layout.edges { needs[edge.to].append(edge.from) }
    return needs
  }
}
