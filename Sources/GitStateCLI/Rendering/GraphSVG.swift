import StateMachine

/// A plan's graph as an SVG picture: waves left to right, a box for each task in the colour of where it stands.
///
/// It stands by itself: no script, no font, no file of others; it follows the reader's choice of light or dark.
struct GraphSVG {
  let graph: PlanGraph

  // Lengths in pixels.
  private static let box = (width: 208, height: 44)
  private static let rowStep = 58
  private static let columnGap = 14
  private static let layerGap = 60
  private static let margin = 24
  private static let head = 104
  private static let foot = 58

  func render() -> String {
    let layout = graph.drawing.layout
    let lefts = self.lefts
    let right = graph.drawing.bands.indices.last.map { lefts[$0] + span(of: $0) } ?? 0
    let width = max(right, GraphSVG.margin + legendWidth, 420) + GraphSVG.margin
    let boxes =
      graph.plan.tasks.isEmpty ? 0 : Int(layout.height * Double(GraphSVG.rowStep)) + GraphSVG.box.height
    let height = GraphSVG.head + boxes + GraphSVG.foot
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"title desc\">",
      "<title id=\"title\">\(xmlText(graph.title))</title>",
      "<desc id=\"desc\">\(xmlText(graph.subtitle))</desc>",
      styleSheet,
      "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0.5 L8 4 L0 7.5 z\" class=\"tip\"/></marker></defs>",
      "<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\"/>",
      "<text class=\"head\" x=\"\(GraphSVG.margin)\" y=\"34\">\(xmlText(GraphSVG.cut(graph.title, to: width - 2 * GraphSVG.margin, size: 18)))</text>",
      "<text class=\"sub\" x=\"\(GraphSVG.margin)\" y=\"55\">\(xmlText(GraphSVG.cut(graph.subtitle, to: width - 2 * GraphSVG.margin, size: 12)))</text>",
    ]
    for layer in graph.drawing.bands.indices { lines += heading(layer, at: lefts[layer], height: height) }
    for line in layout.lines { lines.append(path(line, lefts)) }
    for index in graph.plan.tasks.indices { lines += box(index, lefts) }
    lines += legend(at: height - GraphSVG.foot + 36)
    lines.append("</svg>")
    return lines.joined(separator: "\n") + "\n"
  }

  private var styleSheet: String {
    var day: [String] = []
    var night: [String] = []
    for group in graph.groups {
      let tone = GraphTone(group)
      for (colors, isDay) in [(tone.day, true), (tone.night, false)] {
        let rules =
          ".\(group.rawValue) rect{fill:\(colors.fill);stroke:\(colors.line)}.\(group.rawValue) text{fill:\(colors.text)}"
        if isDay { day.append(rules) } else { night.append(rules) }
      }
    }
    return """
      <style>
      text{font-family:system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif;font-size:12px;unicode-bidi:isolate}
      .ground{fill:#ffffff}.band{fill:#f7f8fa}.head{font-size:18px;font-weight:600;fill:#1b1f24}
      .sub,.count{fill:#57606a}.wave{font-size:13px;font-weight:600;fill:#1b1f24}.key{fill:#3b424a}
      .line{fill:none;stroke:#8b949e;stroke-width:1.4}.tip{fill:#8b949e}
      .box rect{stroke-width:1.4}.box .id{font-weight:600}.ready rect{stroke-width:2.2}
      .waiting rect,.cancelled rect{stroke-dasharray:4 3}.cancelled .name{text-decoration:line-through}
      \(day.joined(separator: "\n"))
      @media (prefers-color-scheme:dark){
      .ground{fill:#0d1117}.band{fill:#12171e}.head,.wave{fill:#f0f3f6}.sub,.count{fill:#9aa4ae}.key{fill:#c0c8d0}
      .line{stroke:#6e7883}.tip{fill:#6e7883}
      \(night.joined(separator: "\n"))
      }
      </style>
      """
  }

  /// Where each layer begins.
  private var lefts: [Int] {
    var lefts: [Int] = []
    var left = GraphSVG.margin
    for layer in graph.drawing.bands.indices {
      lefts.append(left)
      left += span(of: layer) + GraphSVG.layerGap
    }
    return lefts
  }

  private func span(of layer: Int) -> Int {
    let columns = graph.drawing.layout.columns[layer]
    return columns * GraphSVG.box.width + (columns - 1) * GraphSVG.columnGap
  }

  private func heading(_ layer: Int, at left: Int, height: Int) -> [String] {
    let band = graph.drawing.bands[layer]
    let members = graph.layers[layer]
    let count =
      band < .circle ? "\(graph.delivered(among: members)) of \(members.count)" : "\(members.count)"
    let top = GraphSVG.head - 34
    return [
      "<rect class=\"band\" x=\"\(left - 10)\" y=\"\(top)\" width=\"\(span(of: layer) + 20)\" height=\"\(height - top - GraphSVG.foot + 14)\" rx=\"8\"/>",
      "<text class=\"wave\" x=\"\(left)\" y=\"\(top + 21)\">\(band.name)</text>",
      "<text class=\"count\" x=\"\(left + span(of: layer))\" y=\"\(top + 21)\" text-anchor=\"end\">\(count)</text>",
    ]
  }

  private func corner(_ index: Int, _ lefts: [Int]) -> (x: Int, y: Int) {
    let place = graph.drawing.layout.places[index]
    return (
      lefts[place.layer] + place.column * (GraphSVG.box.width + GraphSVG.columnGap),
      GraphSVG.top(of: place.row)
    )
  }

  private static func top(of row: Double) -> Int { head + Int((row * Double(rowStep)).rounded()) }

  private func box(_ index: Int, _ lefts: [Int]) -> [String] {
    let task = graph.plan.tasks[index]
    let standing = graph.standings[index]
    let corner = corner(index, lefts)
    let room = GraphSVG.box.width - 20
    let title = TaskRows.title(task)
    // The id is bold, which is wider.
    let id = GraphSVG.cut(task.id.text, to: room - 70, size: 13)
    let word = GraphSVG.cut(standing.word, to: room - GraphSVG.length(of: id, size: 13) - 12, size: 12)
    return [
      "<g class=\"box \(standing.group.rawValue)\"><title>\(xmlText("\(task.id.text): \(title) (\(standing.word))"))</title>",
      "<rect x=\"\(corner.x)\" y=\"\(corner.y)\" width=\"\(GraphSVG.box.width)\" height=\"\(GraphSVG.box.height)\" rx=\"6\"/>",
      "<text class=\"id\" x=\"\(corner.x + 10)\" y=\"\(corner.y + 18)\">\(xmlText(id))</text>",
      "<text x=\"\(corner.x + GraphSVG.box.width - 10)\" y=\"\(corner.y + 18)\" text-anchor=\"end\">\(xmlText(word))</text>",
      "<text class=\"name\" x=\"\(corner.x + 10)\" y=\"\(corner.y + 35)\">\(xmlText(GraphSVG.cut(title, to: room, size: 12)))</text></g>",
    ]
  }

  /// From the right side of one box to the left side of another, level through every layer between.
  private func path(_ line: GraphLayout.Line, _ lefts: [Int]) -> String {
    let places = graph.drawing.layout.places
    let from = corner(line.edge.from, lefts)
    let to = corner(line.edge.to, lefts)
    let half = GraphSVG.box.height / 2
    var x = from.x + GraphSVG.box.width
    var y = from.y + half
    var steps = "M\(x) \(y)"
    func curve(to newX: Int, _ newY: Int) {
      if newY == y {
        steps += " H\(newX)"
      } else {
        let middle = (x + newX) / 2
        steps += " C\(middle) \(y) \(middle) \(newY) \(newX) \(newY)"
      }
      (x, y) = (newX, newY)
    }
    for (offset, bend) in line.bends.enumerated() {
      let layer = places[line.edge.from].layer + 1 + offset
      curve(to: lefts[layer] - 6, GraphSVG.top(of: bend) + half)
      curve(to: lefts[layer] + span(of: layer) + 6, y)
    }
    curve(to: to.x - 2, to.y + half)
    return "<path class=\"line\" d=\"\(steps)\" marker-end=\"url(#tip)\"/>"
  }

  private var legendWidth: Int {
    graph.groups.reduce(0) { $0 + 22 + GraphSVG.length(of: $1.name, size: 12) + 18 }
  }

  private func legend(at y: Int) -> [String] {
    var x = GraphSVG.margin
    return graph.groups.map { group in
      defer { x += 22 + GraphSVG.length(of: group.name, size: 12) + 18 }
      return
        "<g class=\"\(group.rawValue)\"><rect x=\"\(x)\" y=\"\(y - 10)\" width=\"14\" height=\"12\" rx=\"3\"/></g><text class=\"key\" x=\"\(x + 21)\" y=\"\(y)\">\(group.name)</text>"
    }
  }
}

extension GraphSVG {
  /// About how long a text is in pixels; on the long side, for a font that is not known.
  static func length(of text: String, size: Int) -> Int {
    var tenths = 0
    for character in text {
      switch character {
      case "i", "j", "l", "I", "'", ".", ",", ":", ";", "|", "!": tenths += 3
      case " ", "f", "r", "t", "(", ")", "[", "]", "-", "/": tenths += 4
      case "m", "w", "M", "W", "@", "%", "…": tenths += 10
      case "A"..."Z": tenths += 7
      default: tenths += character.isASCII ? 6 : Style.columns(of: character) > 1 ? 11 : 7
      }
    }
    return tenths * size / 10
  }

  /// The text, cut where it would be longer than so many pixels.
  static func cut(_ text: String, to width: Int, size: Int) -> String {
    let text = plain(text)
    guard length(of: text, size: size) > width else { return text }
    var kept = ""
    var used = size
    for character in text {
      used += length(of: String(character), size: size)
      if used > width { break }
      kept.append(character)
    }
    while kept.last?.isWhitespace == true { kept.removeLast() }
    return kept + "…"
  }
}
