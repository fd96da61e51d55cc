import StateMachine

/// The phases of a run or a workflow as an SVG picture: left to right, a box for each agent or module in the colour of where it
/// stands, and in the box of who judges what it may send back.
struct PhaseSVG {
  let graph: PhaseGraph

  private static let boxWidth = 240
  private static let padding = 10

  func render() -> String {
    let nodes = graph.nodes
    let layout = GraphLayout(
      layers: nodes.map(\.layer), edges: graph.edges.map { .init(from: $0.from, to: $0.to) })
    let backs = nodes.indices.map(backs)
    let shelves = GraphShelves(
      layout, box: (PhaseSVG.boxWidth, 28 + 16 * (backs.map(\.count).max() ?? 0)), top: SVGPage.head)
    var lines: [String] = []
    // Layers without a node have no place.
    for (place, layer) in Set(nodes.map(\.layer)).sorted().enumerated() {
      lines += SVGPage.band(place, graph.layers[layer].name, graph.layers[layer].note, shelves)
    }
    lines += GraphLines(layout: layout, shelves: shelves, name: { plain(nodes[$0].name) }).render()
    for index in nodes.indices {
      lines += box(index, backs[index], at: shelves.corner(of: layout.places[index]), shelves.box.height)
    }
    return SVGPage(title: graph.title, subtitle: graph.subtitle, groups: graph.groups, shelves: shelves)
      .render(lines)
  }

  /// What a node may send back, a line for each.
  private func backs(_ index: Int) -> [String] {
    graph.retries.filter { $0.from == index }.map { "↺ \(plain(graph.nodes[$0.to].name)) \($0.label)" }
  }

  private func box(_ index: Int, _ backs: [String], at corner: (x: Int, y: Int), _ height: Int) -> [String] {
    let node = graph.nodes[index]
    let room = PhaseSVG.boxWidth - 2 * PhaseSVG.padding
    let word = PixelText.cut(node.word, to: room - 40, size: 12)
    // The name is bold, which is wider.
    let name = PixelText.cut(plain(node.name), to: room - PixelText.length(of: word, size: 12) - 10, size: 13)
    let left = corner.x + PhaseSVG.padding
    let whole = (["\(plain(node.name)) (\(node.word))"] + backs).joined(separator: ", ")
    var lines = [
      "<g class=\"\(node.group.rawValue)\"><title>\(xmlText(whole))</title>",
      "<rect x=\"\(corner.x)\" y=\"\(corner.y)\" width=\"\(PhaseSVG.boxWidth)\" height=\"\(height)\" rx=\"6\"/>",
      "<text class=\"id name\" x=\"\(left)\" y=\"\(corner.y + 19)\">\(xmlText(name))</text>",
      "<text x=\"\(corner.x + PhaseSVG.boxWidth - PhaseSVG.padding)\" y=\"\(corner.y + 19)\" text-anchor=\"end\">\(xmlText(word))</text>",
    ]
    for (line, text) in backs.enumerated() {
      let shown = PixelText.cut(text, to: room, size: 12)
      lines.append("<text x=\"\(left)\" y=\"\(corner.y + 36 + 16 * line)\">\(xmlText(shown))</text>")
    }
    lines[lines.count - 1] += "</g>"
    return lines
  }
}
