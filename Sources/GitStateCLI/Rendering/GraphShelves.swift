import StateMachine

/// Where a graph's layers lie in a picture, in pixels: left to right, and where that would grow too wide, on several
/// shelves below each other.
struct GraphShelves {
  /// One shelf: some layers that follow each other.
  struct Shelf {
    let layers: Range<Int>
    /// Where its boxes begin, and how high they reach.
    let top: Int
    let height: Int
    /// The row of its highest box.
    let first: Double
  }

  let shelves: [Shelf]
  /// The left side of each layer, and how wide it is.
  let lefts: [Int]
  let widths: [Int]
  /// The right side of the widest shelf.
  let right: Int
  /// Below the last shelf.
  let bottom: Int
  let box: (width: Int, height: Int)

  static let rowGap = 14
  static let columnGap = 14
  static let layerGap = 60
  /// Left and right of everything; more where lines go on beyond a shelf.
  let margin: Int
  /// Above the boxes of a shelf: the waves' names.
  static let heading = 34
  /// Below the boxes of a shelf.
  static let footing = 16
  /// The widest shelf, unless one layer is wider.
  static let widest = 2_900

  init(_ layout: GraphLayout, box: (width: Int, height: Int), top: Int) {
    self.box = box
    let widths = layout.columns.map { $0 * box.width + ($0 - 1) * GraphShelves.columnGap }
    let ranges = GraphShelves.ranges(widths)
    var lows: [Double?] = Array(repeating: nil, count: widths.count)
    var highs = lows
    func take(_ layer: Int, _ row: Double) {
      lows[layer] = min(lows[layer] ?? row, row)
      highs[layer] = max(highs[layer] ?? row, row)
    }
    for place in layout.places { take(place.layer, place.row) }
    for line in layout.lines {
      for (offset, row) in line.bends.enumerated() {
        take(layout.places[line.edge.from].layer + 1 + offset, row)
      }
    }
    margin = ranges.count > 1 ? 90 : 24
    var lefts: [Int] = []
    var shelves: [Shelf] = []
    var below = top
    var right = 0
    for range in ranges {
      var left = margin
      for layer in range {
        lefts.append(left)
        left += widths[layer] + GraphShelves.layerGap
      }
      right = max(right, left - GraphShelves.layerGap)
      let first = range.compactMap { lows[$0] }.min() ?? 0
      let last = range.compactMap { highs[$0] }.max() ?? 0
      let height = Int(((last - first) * Double(box.height + GraphShelves.rowGap)).rounded(.up)) + box.height
      shelves.append(
        Shelf(layers: range, top: below + GraphShelves.heading, height: height, first: first))
      below += GraphShelves.heading + height + GraphShelves.footing + 18
    }
    self.widths = widths
    self.lefts = lefts
    self.shelves = shelves
    self.right = right
    bottom = below
  }

  /// Which layers stand together: as many shelves as are needed, with about as many layers on each.
  private static func ranges(_ widths: [Int]) -> [Range<Int>] {
    let total = widths.reduce(0) { $0 + $1 + layerGap }
    let count = max(1, (total + widest - 1) / widest)
    let share = (total + count - 1) / count
    var ranges: [Range<Int>] = []
    var start = 0
    var used = 0
    for (layer, width) in widths.enumerated() {
      if layer > start, used + width + layerGap > max(share, 400) {
        ranges.append(start..<layer)
        (start, used) = (layer, 0)
      }
      used += width + layerGap
    }
    if start < widths.count { ranges.append(start..<widths.count) }
    return ranges
  }

  func shelf(of layer: Int) -> Shelf { shelves.first { $0.layers.contains(layer) } ?? shelves[0] }

  /// The top of a box in that row of a layer's shelf.
  func y(_ row: Double, in layer: Int) -> Int {
    let shelf = shelf(of: layer)
    return shelf.top + Int(((row - shelf.first) * Double(box.height + GraphShelves.rowGap)).rounded())
  }

  /// The upper left corner of a box.
  func corner(of place: GraphLayout.Place) -> (x: Int, y: Int) {
    (
      lefts[place.layer] + place.column * (box.width + GraphShelves.columnGap),
      y(place.row, in: place.layer)
    )
  }
}
