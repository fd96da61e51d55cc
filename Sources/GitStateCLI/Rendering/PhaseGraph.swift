import StateMachine

/// What goes phase by phase as it is drawn: the phases left to right, who or what works in each, and what goes back.
struct PhaseGraph {
  struct Node {
    /// An agent, a module, or the phase itself.
    let name: String
    /// The place of its layer, counted from 0.
    let layer: Int
    let group: Standing.Group
    let word: String
  }

  struct Layer {
    let name: String
    /// When it has passed, where several work in it.
    var note = ""
  }

  /// Work that may be sent back, and how often it was.
  struct Retry {
    let from: Int
    let to: Int
    let used: Int
    let most: Int

    /// `back, 1 of 2`.
    var label: String { used == 0 ? "back, at most \(WorkflowPage.times(most))" : "back, \(used) of \(most)" }
  }

  let title: String
  /// What it is and how it stands, in one line.
  let subtitle: String
  let layers: [Layer]
  let nodes: [Node]
  /// Of a node to those of the next layer, by their positions.
  let edges: [(from: Int, to: Int)]
  var retries: [Retry] = []

  var groups: [Standing.Group] {
    let present = Set(nodes.map(\.group))
    return Standing.Group.allCases.filter(present.contains)
  }

  /// The positions of a layer's nodes.
  private func members(of layer: Int) -> [Int] { nodes.indices.filter { nodes[$0].layer == layer } }

  /// A column for each phase.
  func text(_ style: Style) -> String {
    let columns = layers.enumerated().map { place, layer in
      ColumnBands.Column(
        name: layer.name, note: layer.note, cards: members(of: place).map { card($0, style) })
    }
    var lines = [
      style.paint(style.clipped(title, to: style.width), .bold),
      style.paint(style.clipped(subtitle, to: style.width), .dim), "",
    ]
    lines += ColumnBands(columns: columns, narrowest: 22).render(style)
    return lines.joined(separator: "\n") + "\n"
  }

  private func card(_ index: Int, _ style: Style) -> [ColumnBands.Line] {
    let node = nodes[index]
    let (mark, paint) = WorkflowRows.mark(PhaseGraph.stand(of: node.group), style)
    var lines = [
      ColumnBands.Line(
        head: "\(style.paint(mark, paint)) ", headWidth: 2, text: plain(node.name),
        paint: node.group == .cancelled ? .dim : nil),
      ColumnBands.Line(head: "  ", headWidth: 2, text: node.word, paint: paint),
    ]
    for retry in retries where retry.from == index {
      let arrow = style.isUnicode ? "↺ " : "< "
      lines.append(
        ColumnBands.Line(
          head: "  ", headWidth: 2, text: "\(arrow)\(plain(nodes[retry.to].name)) \(retry.label)",
          paint: .yellow, folds: 2))
    }
    return lines
  }

  private static func stand(of group: Standing.Group) -> PhaseStand {
    switch group {
    case .done, .toMerge: .completed
    case .atWork: .current
    case .inReview: .waiting
    case .stuck: .failed
    case .cancelled: .skipped
    case .waiting, .ready: .pending
    }
  }

  func mermaid() -> String {
    var lines = ["flowchart LR"]
    for (place, layer) in layers.enumerated() {
      lines.append("  subgraph p\(place + 1)[\"\(GraphMermaid.label(layer.name))\"]")
      for index in members(of: place) {
        let node = nodes[index]
        let id = GraphMermaid.label(node.name)
        lines.append("    a\(index)[\"\(id)<br/>\(node.word)\"]:::s_\(node.group.rawValue)")
      }
      lines.append("  end")
    }
    for edge in edges { lines.append("  a\(edge.from) --> a\(edge.to)") }
    for retry in retries { lines.append("  a\(retry.from) -. \"\(retry.label)\" .-> a\(retry.to)") }
    for group in groups {
      let tone = GraphTone(group).day
      let dashes = group == .cancelled || group == .waiting ? ",stroke-dasharray:4 3" : ""
      lines.append(
        "  classDef s_\(group.rawValue) fill:\(tone.fill),stroke:\(tone.line),color:\(tone.text)\(dashes)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func dot() -> String {
    var lines = [
      "digraph phases {", "  rankdir=LR; labelloc=t; label=\(GraphDOT.quote("\(title)\n\(subtitle)"));",
      "  graph [fontname=\"sans-serif\", nodesep=0.2, ranksep=0.6];",
      "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=11, margin=\"0.12,0.06\"];",
      "  edge [color=\"#7a828e\", arrowsize=0.7, fontname=\"sans-serif\", fontsize=9];",
    ]
    for (place, layer) in layers.enumerated() {
      lines.append("  { rank=same;")
      lines.append("    p\(place + 1) [shape=plaintext, style=\"\", label=\(GraphDOT.quote(layer.name))];")
      for index in members(of: place) {
        let node = nodes[index]
        let tone = GraphTone(node.group).day
        lines.append(
          "    a\(index) [label=\(GraphDOT.quote("\(node.name)\n\(node.word)")), fillcolor=\"\(tone.fill)\", color=\"\(tone.line)\", fontcolor=\"\(tone.text)\"];"
        )
      }
      lines.append("  }")
    }
    if layers.count > 1 {
      lines.append("  \(layers.indices.map { "p\($0 + 1)" }.joined(separator: " -> ")) [style=invis];")
    }
    for edge in edges { lines.append("  a\(edge.from) -> a\(edge.to);") }
    for retry in retries {
      lines.append(
        "  a\(retry.from) -> a\(retry.to) [style=dashed, constraint=false, label=\(GraphDOT.quote(retry.label))];"
      )
    }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }
}
