import StateMachine

/// The lines of a graph's picture as SVG paths.
struct GraphLines {
  let layout: GraphLayout
  let shelves: GraphShelves
  /// What stands beside a line that goes on from one shelf to the next: the task at its other end.
  let name: (Int) -> String

  /// How far a line goes on beside the last box of a shelf.
  private static let stub = 20

  /// A place where a line leaves a shelf or comes to one.
  private struct Far: Hashable {
    let x: Int
    let y: Int
    let isStart: Bool
  }

  func render() -> [String] {
    var far: [Far: [Int]] = [:]
    var paths: [String] = []
    for line in layout.lines { paths.append(path(line, &far)) }
    paths += layout.hubs.flatMap { hub($0) }
    return paths + far.sorted { ($0.key.y, $0.key.x) < ($1.key.y, $1.key.x) }.map { label($0.key, $0.value) }
  }

  private var half: Int { shelves.box.height / 2 }

  /// A line as it is drawn so far.
  private struct Pen {
    var x: Int
    var y: Int
    var steps: String

    init(x: Int, y: Int) {
      self.x = x
      self.y = y
      steps = "M\(x) \(y)"
    }

    mutating func go(to newX: Int, _ newY: Int) {
      if newY == y {
        steps += " H\(newX)"
      } else {
        let middle = (x + newX) / 2
        steps += " C\(middle) \(y) \(middle) \(newY) \(newX) \(newY)"
      }
      (x, y) = (newX, newY)
    }

    mutating func lift(to newX: Int, _ newY: Int) {
      steps += " M\(newX) \(newY)"
      (x, y) = (newX, newY)
    }
  }

  /// From the right side of one box to the left side of another, level through every layer between.
  private func path(_ line: GraphLayout.Line, _ far: inout [Far: [Int]]) -> String {
    let from = layout.places[line.edge.from]
    let to = layout.places[line.edge.to]
    let start = shelves.corner(of: from)
    let end = shelves.corner(of: to)
    var pen = Pen(x: start.x + shelves.box.width, y: start.y + half)
    var layer = from.layer
    func step(to next: Int, _ x: Int, _ y: Int, _ far: inout [Far: [Int]]) {
      if shelves.shelf(of: next).layers != shelves.shelf(of: layer).layers {
        pen.go(to: pen.x + GraphLines.stub, pen.y)
        far[Far(x: pen.x + 4, y: pen.y, isStart: true), default: []].append(line.edge.to)
        pen.lift(to: x - GraphLines.stub, y)
        far[Far(x: pen.x - 4, y: pen.y, isStart: false), default: []].append(line.edge.from)
      }
      pen.go(to: x, y)
      layer = next
    }
    for (offset, bend) in line.bends.enumerated() {
      let next = from.layer + 1 + offset
      step(to: next, shelves.lefts[next] - 6, shelves.y(bend, in: next) + half, &far)
      pen.go(to: shelves.lefts[next] + shelves.widths[next] + 6, pen.y)
    }
    step(to: to.layer, end.x - 2, end.y + half, &far)
    return "<path class=\"line\" d=\"\(pen.steps)\" marker-end=\"url(#tip)\"/>"
  }

  /// How much room the names beside a line have.
  private static let labelRoom = 60

  /// The tasks at the other ends of lines that leave a shelf there: where not all have room, as many as have, and all of them
  /// where the pointer rests.
  private func label(_ far: Far, _ tasks: [Int]) -> String {
    let anchor = far.isStart ? "" : " text-anchor=\"end\""
    let names = Set(tasks).sorted().map(name)
    let shown = GraphLines.shown(names)
    let text = "<text class=\"far\" x=\"\(far.x)\" y=\"\(far.y + 3)\"\(anchor)>\(xmlText(shown))</text>"
    let all = names.joined(separator: " ")
    guard shown != all else { return text }
    return "<g><title>\(far.isStart ? "goes on to" : "comes from") \(xmlText(all))</title>\(text)</g>"
  }

  /// `054 055`, or `054 +3` where there is no room for four.
  private static func shown(_ names: [String]) -> String {
    for count in stride(from: names.count, through: 1, by: -1) {
      let left = names.count - count
      let text = (names.prefix(count) + (left > 0 ? ["+\(left)"] : [])).joined(separator: " ")
      if PixelText.length(of: text, size: 10) <= labelRoom { return text }
    }
    return names.count == 1 ? PixelText.cut(names[0], to: labelRoom, size: 10) : "\(names.count) tasks"
  }

  /// All lines of a hub to its point, and from there.
  private func hub(_ hub: GraphLayout.Hub) -> [String] {
    guard let first = hub.from.first, let last = hub.to.first else { return [] }
    let before = layout.places[first].layer
    let after = layout.places[last].layer
    let isOneShelf = shelves.shelf(of: before).layers == shelves.shelf(of: after).layers
    let edge = shelves.lefts[before] + shelves.widths[before]
    let x = edge + GraphShelves.layerGap / 2 - 4
    let y = shelves.y(hub.row, in: before) + half
    var paths = hub.from.map { task -> String in
      let corner = shelves.corner(of: layout.places[task])
      var pen = Pen(x: corner.x + shelves.box.width, y: corner.y + half)
      pen.go(to: x, y)
      return "<path class=\"line\" d=\"\(pen.steps)\"/>"
    }
    let out = isOneShelf ? (x, y) : (shelves.lefts[after] - 22, shelves.y(hub.row, in: after) + half)
    for point in isOneShelf ? [out] : [(x, y), out] {
      paths.append("<circle class=\"tip\" cx=\"\(point.0)\" cy=\"\(point.1)\" r=\"3.5\"/>")
    }
    paths += hub.to.map { task -> String in
      let corner = shelves.corner(of: layout.places[task])
      var pen = Pen(x: out.0, y: out.1)
      pen.go(to: corner.x - 2, corner.y + half)
      return "<path class=\"line\" d=\"\(pen.steps)\" marker-end=\"url(#tip)\"/>"
    }
    return paths
  }
}
