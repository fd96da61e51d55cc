import StateMachine

/// What the pictures of plans, runs and workflows have in common: the frame, the colours of day and night, the bands and the legend.
struct SVGPage {
  let title: String
  let subtitle: String
  let groups: [Standing.Group]
  let shelves: GraphShelves

  // Lengths in pixels.
  static let head = 70
  private static let foot = 40

  /// The whole picture.
  ///
  /// - Parameter content: what stands on the shelves.
  func render(_ content: [String]) -> String {
    let left = shelves.margin
    let width = max(shelves.right, left + legendWidth, 420) + left
    let height = shelves.bottom + SVGPage.foot
    let room = width - 2 * left
    let lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-labelledby=\"title desc\">",
      "<title id=\"title\">\(xmlText(title))</title>",
      "<desc id=\"desc\">\(xmlText(subtitle))</desc>",
      styleSheet,
      "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"tip\" d=\"M0 0.5 L8 4 L0 7.5 z\"/></marker></defs>",
      "<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\"/>",
      "<text class=\"head\" x=\"\(left)\" y=\"34\">\(xmlText(PixelText.cut(title, to: room, size: 19)))</text>",
      "<text class=\"sub\" x=\"\(left)\" y=\"55\">\(xmlText(PixelText.cut(subtitle, to: room, size: 12)))</text>",
    ]
    return (lines + content + legend(x: left, y: height - 26) + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private var styleSheet: String {
    var day: [String] = []
    var night: [String] = []
    func rules(_ group: Standing.Group, _ colors: GraphTone.Colors) -> String {
      ".\(group.rawValue) rect{fill:\(colors.fill);stroke:\(colors.line)}.\(group.rawValue) text{fill:\(colors.text)}"
    }
    for group in groups {
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

  /// The ground of a layer, its name, and what stands at its other end.
  static func band(_ layer: Int, _ name: String, _ count: String, _ shelves: GraphShelves) -> [String] {
    let shelf = shelves.shelf(of: layer)
    let top = shelf.top - GraphShelves.heading
    let left = shelves.lefts[layer]
    let height = GraphShelves.heading + shelf.height + GraphShelves.footing
    return [
      "<rect class=\"band\" x=\"\(left - 10)\" y=\"\(top)\" width=\"\(shelves.widths[layer] + 20)\" height=\"\(height)\" rx=\"8\"/>",
      "<text class=\"wave\" x=\"\(left)\" y=\"\(top + 22)\">\(name)</text>",
      "<text class=\"count\" x=\"\(left + shelves.widths[layer])\" y=\"\(top + 22)\" text-anchor=\"end\">\(count)</text>",
    ]
  }

  private var legendWidth: Int {
    groups.reduce(0) { $0 + 40 + PixelText.length(of: $1.name, size: 12) }
  }

  private func legend(x: Int, y: Int) -> [String] {
    var x = x
    return groups.map { group in
      defer { x += 40 + PixelText.length(of: group.name, size: 12) }
      return
        "<g class=\"\(group.rawValue)\"><rect x=\"\(x)\" y=\"\(y - 10)\" width=\"14\" height=\"12\" rx=\"3\"/></g><text class=\"key\" x=\"\(x + 21)\" y=\"\(y)\">\(group.name)</text>"
    }
  }
}
