import StateMachine

/// A plan's graph as an SVG picture: waves left to right, a box for each task in the colour of where it stands.
///
/// It stands by itself: no script, no font, no file of others; it follows the reader's choice of light or dark.
struct GraphSVG {
  let graph: PlanGraph

  // Lengths in pixels.
  private static let boxWidth = 220
  private static let padding = 10

  func render() -> String {
    let titles = graph.plan.tasks.map { title(of: $0) }
    let lineCount = titles.map(\.count).max() ?? 1
    let shelves = GraphShelves(
      graph.drawing.layout, box: (GraphSVG.boxWidth, 28 + 16 * max(lineCount, 1)), top: SVGPage.head)
    let page = SVGPage(
      title: graph.title, subtitle: graph.subtitle, groups: graph.groups, shelves: shelves)
    var lines: [String] = []
    for layer in graph.drawing.bands.indices { lines += band(layer, shelves) }
    let names = graph.plan.tasks
    lines += GraphLines(layout: graph.drawing.layout, shelves: shelves, name: { names[$0].id.text }).render()
    for index in graph.plan.tasks.indices { lines += box(index, titles[index], shelves) }
    return page.render(lines)
  }

  private func band(_ layer: Int, _ shelves: GraphShelves) -> [String] {
    let band = graph.drawing.bands[layer]
    let members = graph.layers[layer]
    let count = band < .circle ? "\(graph.delivered(among: members)) of \(members.count)" : "\(members.count)"
    return SVGPage.band(layer, band.name, count, shelves)
  }

  /// A task's title in the lines of its box.
  private func title(of task: PlanTask) -> [String] {
    PixelText.lines(TaskRows.title(task), to: GraphSVG.boxWidth - 2 * GraphSVG.padding, size: 12, limit: 2)
  }

  private func box(_ index: Int, _ title: [String], _ shelves: GraphShelves) -> [String] {
    let task = graph.plan.tasks[index]
    let standing = graph.standings[index]
    let corner = shelves.corner(of: graph.drawing.layout.places[index])
    let room = GraphSVG.boxWidth - 2 * GraphSVG.padding
    // The id is bold, which is wider.
    let id = PixelText.cut(task.id.text, to: room - 60, size: 13)
    let word = PixelText.cut(
      graph.word(of: index), to: room - PixelText.length(of: id, size: 13) - 10, size: 12)
    let left = corner.x + GraphSVG.padding
    let tooltip = standing.word + (Standing.overridden(task).map { ", \($0)" } ?? "")
    var lines = [
      "<g class=\"\(standing.group.rawValue)\"><title>\(xmlText("\(task.id.text): \(TaskRows.title(task)) (\(tooltip))"))</title>",
      "<rect x=\"\(corner.x)\" y=\"\(corner.y)\" width=\"\(shelves.box.width)\" height=\"\(shelves.box.height)\" rx=\"6\"/>",
      "<text class=\"id\" x=\"\(left)\" y=\"\(corner.y + 19)\">\(xmlText(id))</text>",
      "<text x=\"\(corner.x + GraphSVG.boxWidth - GraphSVG.padding)\" y=\"\(corner.y + 19)\" text-anchor=\"end\">\(xmlText(word))</text>",
    ]
    for (line, text) in title.enumerated() {
      lines.append(
        "<text class=\"name\" x=\"\(left)\" y=\"\(corner.y + 36 + 16 * line)\">\(xmlText(text))</text>")
    }
    lines[lines.count - 1] += "</g>"
    return lines
  }
}
