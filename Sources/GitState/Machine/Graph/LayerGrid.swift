/// Nodes, and the bends of lines that pass a layer, in order within their layers.
///
/// The usual three steps: bends for lines that pass layers, an order with few crossings, then rows near those of the
/// neighbours. Items are nodes by their position, and behind them the bends.
struct LayerGrid {
  /// The items of each layer that a line meets, top to bottom.
  private(set) var layers: [[Int]]
  /// The nodes of each layer that no line meets.
  private let loose: [[Int]]
  /// The bends of each edge, nearest to its start first.
  let chains: [[Int]]
  /// The row of each item.
  private(set) var rows: [Double]
  private let nodes: Int
  private var before: [[Int]]
  private var after: [[Int]]

  init(layers ranks: [Int], count: Int, edges: [GraphLayout.Edge]) {
    nodes = ranks.count
    let passed = edges.reduce(0) { $0 + ranks[$1.to] - ranks[$1.from] - 1 }
    let bends = passed <= GraphLayout.bendsKept
    var before: [[Int]] = Array(repeating: [], count: ranks.count)
    var after = before
    var chains: [[Int]] = []
    var layers: [[Int]] = Array(repeating: [], count: count)
    let met = Set(edges.flatMap { [$0.from, $0.to] })
    for node in ranks.indices where met.contains(node) { layers[ranks[node]].append(node) }
    for edge in edges {
      var chain: [Int] = []
      var last = edge.from
      for layer in (ranks[edge.from] + 1)..<ranks[edge.to] where bends {
        let item = before.count
        before.append([last])
        after.append([])
        after[last].append(item)
        layers[layer].append(item)
        chain.append(item)
        last = item
      }
      after[last].append(edge.to)
      before[edge.to].append(last)
      chains.append(chain)
    }
    var loose: [[Int]] = Array(repeating: [], count: count)
    for node in ranks.indices where !met.contains(node) { loose[ranks[node]].append(node) }
    // Few of them stand below the others.
    for layer in layers.indices where layers[layer].count + loose[layer].count <= GraphLayout.tall {
      layers[layer] += loose[layer]
      loose[layer] = []
    }
    self.layers = layers
    self.loose = loose
    self.chains = chains
    self.before = before
    self.after = after
    rows = Array(repeating: 0, count: before.count)
  }

  /// Brings the items of each layer into an order in which few lines cross.
  mutating func order() {
    var best = layers
    var fewest = crossings()
    for round in 0..<12 where fewest > 0 {
      let isDown = round % 2 == 0
      var moving = positions
      for layer in isDown ? Array(layers.indices) : layers.indices.reversed() {
        let neighbours = isDown ? before : after
        var keyed: [(key: Double, place: Int, item: Int)] = []
        for (place, item) in layers[layer].enumerated() {
          let near = neighbours[item].map { moving[$0] }
          let key = near.isEmpty ? Double(place) : Double(near.reduce(0, +)) / Double(near.count)
          keyed.append((key, place, item))
        }
        layers[layer] = keyed.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(\.item)
        for (place, item) in layers[layer].enumerated() { moving[item] = place }
      }
      let crossing = crossings()
      if crossing < fewest {
        fewest = crossing
        best = layers
      }
    }
    layers = best
  }

  private var positions: [Int] {
    var positions = Array(repeating: 0, count: rows.count)
    for layer in layers { for (place, item) in layer.enumerated() { positions[item] = place } }
    return positions
  }

  /// How many pairs of lines cross between neighbouring layers.
  func crossings() -> Int {
    let positions = positions
    var found = 0
    for layer in layers.indices.dropFirst() {
      // Ends in the order of starts: each pair that is the wrong way round crosses.
      let width = layers[layer].count
      var counts = [Int](repeating: 0, count: width + 1)
      var seen = 0
      for item in layers[layer - 1] {
        let ends = after[item].filter { isIn($0, layer, positions) }.map { positions[$0] }
        for end in ends {
          var below = 0
          var index = end + 1
          while index > 0 {
            below += counts[index]
            index -= index & -index
          }
          found += seen - below
        }
        for end in ends {
          var index = end + 1
          while index <= width {
            counts[index] += 1
            index += index & -index
          }
          seen += 1
        }
      }
    }
    return found
  }

  /// Whether an item is in that layer: where bends were left out, an end may be further on.
  private func isIn(_ item: Int, _ layer: Int, _ positions: [Int]) -> Bool {
    positions[item] < layers[layer].count && layers[layer][positions[item]] == item
  }

  /// Gives each item the row nearest to its neighbours that keeps order and distance.
  mutating func settle() {
    for layer in layers {
      var row = 0.0
      for (place, item) in layer.enumerated() {
        if place > 0 { row += distance(layer[place - 1], item) }
        rows[item] = row
      }
    }
    for round in 0..<10 {
      let isDown = round % 2 == 0
      for layer in isDown ? Array(layers.indices) : layers.indices.reversed() {
        let items = layers[layer]
        let wanted = items.map { item -> Double in
          let sides = round >= 8 ? before[item] + after[item] : isDown ? before[item] : after[item]
          guard !sides.isEmpty else { return rows[item] }
          return sides.reduce(0) { $0 + rows[$1] } / Double(sides.count)
        }
        for (item, row) in zip(items, spread(items, wanted)) { rows[item] = row }
      }
    }
  }

  /// The rows of least squares that keep the order and the distances: neighbours that would be too close move together.
  private func spread(_ items: [Int], _ wanted: [Double]) -> [Double] {
    var offsets: [Double] = []
    for (place, item) in items.enumerated() {
      offsets.append(place == 0 ? 0 : offsets[place - 1] + distance(items[place - 1], item))
    }
    var blocks: [(sum: Double, count: Int)] = []
    for (place, row) in wanted.enumerated() {
      blocks.append((row - offsets[place], 1))
      while blocks.count > 1 {
        let (last, previous) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
        guard previous.sum / Double(previous.count) > last.sum / Double(last.count) else { break }
        blocks.removeLast(2)
        blocks.append((previous.sum + last.sum, previous.count + last.count))
      }
    }
    let levels = blocks.flatMap { block in
      Array(repeating: block.sum / Double(block.count), count: block.count)
    }
    return zip(levels, offsets).map { $0 + $1 }
  }

  /// A line needs less room than a node.
  private func distance(_ upper: Int, _ lower: Int) -> Double {
    let lines = (upper < nodes ? 0 : 1) + (lower < nodes ? 0 : 1)
    return lines == 0 ? 1 : lines == 1 ? 0.75 : 0.3
  }

  /// Puts the nodes that no line meets below the others, in as many columns as make a block of them.
  ///
  /// - Returns: the columns of each layer.
  func placeLoose(_ places: inout [GraphLayout.Place]) -> [Int] {
    let top = rows.min() ?? 0
    return layers.indices.map { layer in
      let items = loose[layer]
      guard !items.isEmpty else { return 1 }
      // A node is about three times as wide as it is high.
      let columns = max(1, Int((Double(items.count) * 0.3).squareRoot().rounded(.up)))
      let height = (items.count + columns - 1) / columns
      let first = layers[layer].map { rows[$0] }.max().map { $0 + 1 } ?? top
      for (index, node) in items.enumerated() {
        places[node].column = index / height
        places[node].row = first + Double(index % height)
      }
      return columns
    }
  }
}
