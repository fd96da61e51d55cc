/// A directed graph as it is drawn in layers: which of its edges are worth a line, and where everything lies.
///
/// It knows no pixels. A layer is a step to the right, a row a step down, and whoever draws says how large they are. The
/// same graph always lies the same way, and everything here is iterative: a chain of 10,000 needs no stack.
package struct GraphLayout: Sendable, Hashable {
  /// Something that comes before something else, by their positions among the nodes.
  package struct Edge: Hashable, Sendable {
    package let from: Int
    package let to: Int

    package init(from: Int, to: Int) {
      self.from = from
      self.to = to
    }
  }

  /// Where a node lies.
  package struct Place: Hashable, Sendable {
    /// From 0, left to right; layers without a node are left out.
    package internal(set) var layer = 0
    /// Which of its layer's columns; 0 unless the layer has several.
    package internal(set) var column = 0
    /// Rows from the top, whole or not.
    package internal(set) var row = 0.0
  }

  /// An edge that is drawn, with the row in which it passes each layer between its ends.
  package struct Line: Hashable, Sendable {
    package let edge: Edge
    package let bends: [Double]
  }

  /// Edges that are drawn through one point, between two layers that follow each other: all of some nodes lead to all of
  /// some others, and a line for each pair would be a thicket.
  package struct Hub: Hashable, Sendable {
    package let from: [Int]
    package let to: [Int]
    package let row: Double
  }

  /// One for each node.
  package let places: [Place]
  /// The edges that say something, by start, then by end.
  package let edges: [Edge]
  /// Those of them that are drawn one by one.
  package let lines: [Line]
  package let hubs: [Hub]
  /// How many columns each layer has: nodes that no line meets stand beside each other where a layer would grow tall.
  package let columns: [Int]
  /// Rows from the top of the first node to the top of the last.
  package let height: Double

  /// Nodes of one layer up to which they all stand below each other.
  static let tall = 16
  /// Layers that lines may pass in all; beyond that they go straight.
  static let bendsKept = 20_000

  /// - Parameters:
  ///   - layers: one for each node; only their order counts.
  ///   - edges: those that lead to no later layer are left out.
  package init(layers: [Int], edges: [Edge]) {
    var ranks: [Int: Int] = [:]
    for (rank, layer) in Set(layers).sorted().enumerated() { ranks[layer] = rank }
    let ranked = layers.map { ranks[$0] ?? 0 }
    let kept = GraphLayout.reduced(edges, layers: ranked)
    var grid = LayerGrid(layers: ranked, count: ranks.count, edges: kept)
    grid.order()
    grid.settle()
    var places = ranked.map { Place(layer: $0) }
    for (item, row) in grid.rows.enumerated() where item < places.count { places[item].row = row }
    columns = grid.placeLoose(&places)
    let passing = grid.chains.map { chain in chain.map { grid.rows[$0] } }
    let top = (places.map(\.row) + passing.joined()).min() ?? 0
    for index in places.indices { places[index].row -= top }
    self.places = places
    self.edges = kept
    let bundles = GraphLayout.bundled(kept, layers: ranked)
    hubs = bundles.map { bundle in
      let rows = (bundle.from + bundle.to).map { places[$0].row }
      return Hub(from: bundle.from, to: bundle.to, row: rows.reduce(0, +) / Double(rows.count))
    }
    let hidden = Set(
      bundles.flatMap { bundle in bundle.to.flatMap { to in bundle.from.map { Edge(from: $0, to: to) } } })
    lines = zip(kept, passing).filter { !hidden.contains($0.0) }.map { edge, bends in
      Line(edge: edge, bends: bends.map { $0 - top })
    }
    height = places.map(\.row).max() ?? 0
  }

  /// Nodes that all wait for the same ones right before them, where one point saves lines.
  private static func bundled(_ edges: [Edge], layers: [Int]) -> [(from: [Int], to: [Int])] {
    var needs: [Int: [Int]] = [:]
    for edge in edges { needs[edge.to, default: []].append(edge.from) }
    var alike: [[Int]: [Int]] = [:]
    for (node, from) in needs where from.count > 1 {
      guard from.allSatisfy({ layers[$0] + 1 == layers[node] }) else { continue }
      alike[from, default: []].append(node)
    }
    return alike.filter { from, to in from.count * to.count > from.count + to.count }
      .map { (from: $0.key, to: $0.value.sorted()) }.sorted { $0.to[0] < $1.to[0] }
  }

  /// The edges that say something: an edge is left out where a longer way leads from its start to its end.
  ///
  /// - Returns: by start, then by end, each once.
  static func reduced(_ edges: [Edge], layers: [Int]) -> [Edge] {
    var successors: [[Int]] = Array(repeating: [], count: layers.count)
    for edge in Set(edges) where layers[edge.from] < layers[edge.to] { successors[edge.from].append(edge.to) }
    // What each node leads to, as bits; a node comes after all that it leads to.
    let words = (layers.count + 63) / 64
    var reach: [[UInt64]] = Array(repeating: [], count: layers.count)
    var kept: [Edge] = []
    for node in layers.indices.sorted(by: { (layers[$0], $0) > (layers[$1], $1) })
    where !successors[node].isEmpty {
      var bits = [UInt64](repeating: 0, count: words)
      // A way round leads over a nearer layer, so the nearest are looked at first.
      for next in successors[node].sorted(by: { (layers[$0], $0) < (layers[$1], $1) }) {
        guard bits[next / 64] & (1 << (next % 64)) == 0 else { continue }
        kept.append(Edge(from: node, to: next))
        bits[next / 64] |= 1 << (next % 64)
        for word in reach[next].indices { bits[word] |= reach[next][word] }
      }
      reach[node] = bits
    }
    return kept.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
  }
}
