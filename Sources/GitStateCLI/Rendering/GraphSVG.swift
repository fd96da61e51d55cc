import StateMachine

/// A plan's graph as an SVG picture: waves left to right, a box for each task in the colour of where it stands.
///
/// It stands by itself: no script, no font, no file of others; it follows the reader's choice of light or dark.
struct GraphSVG {
  let graph: PlanGraph

  // Lengths in pixels.
  private static let boxWidth = 220
  private static let head = 70
  private static let foot = 40
  private static let padding = 10

  func render() -> String {
    let titles = graph.plan.tasks.map { title(of: $0) }
    let lineCount = titles.map(\.count).max() ?? 1
    let shelves = GraphShelves(
      graph.drawing.layout, box: (GraphSVG.boxWidth, 28 + 16 * max(lineCount, 1)), top: GraphSVG.head)
    let width = max(shelves.right, shelves.margin + legendWidth, 420) + shelves.margin
    let height = shelves.bottom + GraphSVG.foot
    let room = width - 2 * shelves.margin
    let left = shelves.margin
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"title desc\">",
      "<title id=\"title\">\(xmlText(graph.title))</title>",
      "<desc id=\"desc\">\(xmlText(graph.subtitle))</desc>",
      styleSheet,
      "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"tip\" d=\"M0 0.5 L8 4 L0 7.5 z\"/></marker></defs>",
      "<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\"/>",
      "<text class=\"head\" x=\"\(left)\" y=\"34\">\(xmlText(PixelText.cut(graph.title, to: room, size: 19)))</text>",
      "<text class=\"sub\" x=\"\(left)\" y=\"55\">\(xmlText(PixelText.cut(graph.subtitle, to: room, size: 12)))</text>",
    ]
    for layer in graph.drawing.bands.indices { lines += band(layer, shelves) }
    let names = graph.plan.tasks
    lines += GraphLines(layout: graph.drawing.layout, shelves: shelves, name: { names[$0].id.text }).render()
    for index in graph.plan.tasks.indices { lines += box(index, titles[index], shelves) }
    lines += legend(x: shelves.margin, y: height - 26)
    lines.append("</svg>")
    return lines.joined(separator: "\n") + "\n"
  }

  private var styleSheet: String {
    var day: [String] = []
    var night: [String] = []
    func rules(_ group: Standing.Group, _ colors: GraphTone.Colors) -> String {
      ".\(group.rawValue) rect{fill:\(colors.fill);stroke:\(colors.line)}.\(group.rawValue) text{fill:\(colors.text)}"
    }
    for group in graph.groups {
      day.append(rules(group, GraphTone(group).day))
      night.append(rules(group, GraphTone(group).night))
    }
    return """
      <style>
      text{font-family:system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif;font-size:12px;unicode-bidi:isolate}
      .ground{fill:#ffffff}.band{fill:#f5f7f9}.head{font-size:18px;font-weight:600;fill:#1b1f24}
      .sub,.count{fill:#57606a}.wave{font-size:13px;font-weight:600;fill:#1b1f24}.key{fill:#3b424a}
      .line{fill:none;stroke:#8b949e;stroke-width:1.4}.tip{fill:#8b949e}.far{font-size:10px;fill:#57606a}
      g rect{stroke-width:1.4}.id{font-weight:600}.ready rect{stroke-width:2.2}
      .waiting rect,.cancelled rect{stroke-dasharray:4 3}.cancelled .name{text-decoration:line-through}
      \(day.joined(separator: "\n"))
      @media (prefers-color-scheme:dark){
      .ground{fill:#0d1117}.band{fill:#141a22}.head,.wave{fill:#f0f3f6}.sub,.count,.far{fill:#9aa4ae}.key{fill:#c0c8d0}
      .line{stroke:#6e7883}.tip{fill:#6e7883}
      \(night.joined(separator: "\n"))
      }
      </style>
      """
  }

  private func band(_ layer: Int, _ shelves: GraphShelves) -> [String] {
    let band = graph.drawing.bands[layer]
    let members = graph.layers[layer]
    let count = band < .circle ? "\(graph.delivered(among: members)) of \(members.count)" : "\(members.count)"
    let shelf = shelves.shelf(of: layer)
    let top = shelf.top - GraphShelves.heading
    let left = shelves.lefts[layer]
    let height = GraphShelves.heading + shelf.height + GraphShelves.footing
    return [
      "<rect class=\"band\" x=\"\(left - 10)\" y=\"\(top)\" width=\"\(shelves.widths[layer] + 20)\" height=\"\(height)\" rx=\"8\"/>",
      "<text class=\"wave\" x=\"\(left)\" y=\"\(top + 22)\">\(band.name)</text>",
      "<text class=\"count\" x=\"\(left + shelves.widths[layer])\" y=\"\(top + 22)\" text-anchor=\"end\">\(count)</text>",
    ]
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

  private var legendWidth: Int {
    graph.groups.reduce(0) { $0 + 40 + PixelText.length(of: $1.name, size: 12) }
  }

  private func legend(x: Int, y: Int) -> [String] {
    var x = x
    return graph.groups.map { group in
      defer { x += 40 + PixelText.length(of: group.name, size: 12) }
      return
        "<g class=\"\(group.rawValue)\"><rect x=\"\(x)\" y=\"\(y - 10)\" width=\"14\" height=\"12\" rx=\"3\"/></g><text class=\"key\" x=\"\(x + 21)\" y=\"\(y)\">\(group.name)</text>"
    }
  }
}
