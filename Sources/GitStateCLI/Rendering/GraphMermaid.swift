import StateMachine

/// A plan's graph as a Mermaid flowchart, as code hosts draw it in Markdown.
struct GraphMermaid {
  let graph: PlanGraph

  func render() -> String {
    var lines = ["flowchart LR"]
    let layout = graph.drawing.layout
    let linked = Set(layout.edges.flatMap { [$0.from, $0.to] })
    for (layer, band) in graph.drawing.bands.enumerated() {
      lines.append("  subgraph w\(layer)[\"\(GraphMermaid.label(band.name))\"]")
      // Where a subgraph has a direction of its own, lines end at its frame instead of at the tasks in it; where none ends in it,
      // this direction puts its tasks below each other.
      if linked.isDisjoint(with: graph.layers[layer]) { lines.append("    direction LR") }
      for index in graph.layers[layer] {
        let task = graph.plan.tasks[index]
        let text = GraphMermaid.label(Style().clipped(TaskRows.title(task), to: 48))
        let id = GraphMermaid.label(task.id.text)
        let word = GraphMermaid.label(graph.word(of: index))
        lines.append("    t\(index)[\"\(id) \(word)<br/>\(text)\"]:::\(name(graph.standings[index].group))")
      }
      lines.append("  end")
    }
    for edge in layout.edges { lines.append("  t\(edge.from) --> t\(edge.to)") }
    // A line that is not drawn keeps a wave to which none leads behind the one before it.
    let reached = Set(layout.edges.map { layout.places[$0.to].layer })
    for layer in graph.drawing.bands.indices.dropFirst() where !reached.contains(layer) {
      lines.append("  w\(layer - 1) ~~~ w\(layer)")
    }
    for group in graph.groups {
      let tone = GraphTone(group).day
      lines.append(
        "  classDef \(name(group)) fill:\(tone.fill),stroke:\(tone.line),color:\(tone.text)"
          + (group == .cancelled || group == .waiting ? ",stroke-dasharray:4 3" : ""))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func name(_ group: Standing.Group) -> String { "s_\(group.rawValue)" }

  /// A stored text inside a quoted label: what Mermaid or a browser would take for its own stands as a number.
  static func label(_ text: String) -> String {
    var shown = ""
    for scalar in plain(text).unicodeScalars {
      switch scalar {
      // Two of them begin a formula, also as numbers: something that takes no room stands between.
      case "$": shown += shown.hasSuffix("$") ? "#8288;$" : "$"
      case "\"", "#", "<", ">", "&", "`", "\\", ";", "*", "_", "~", "|", "{", "}", "[", "]", "(", ")":
        shown += "#\(scalar.value);"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}
