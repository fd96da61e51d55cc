import StateMachine

/// A plan's graph in the language of Graphviz.
struct GraphDOT {
  let graph: PlanGraph

  func render() -> String {
    var lines = [
      "digraph plan {",
      "  rankdir=LR; labelloc=t; label=\(GraphDOT.quote("\(graph.title)\n\(graph.subtitle)"));",
      "  graph [fontname=\"sans-serif\", nodesep=0.2, ranksep=0.6];",
      "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=11, margin=\"0.12,0.06\"];",
      "  edge [color=\"#7a828e\", arrowsize=0.7];",
    ]
    let bands = graph.drawing.bands
    for (layer, band) in bands.enumerated() {
      lines.append("  { rank=same;")
      lines.append("    w\(layer) [shape=plaintext, style=\"\", label=\(GraphDOT.quote(band.name))];")
      for index in graph.layers[layer] {
        let task = graph.plan.tasks[index]
        let standing = graph.standings[index]
        let tone = GraphTone(standing.group).day
        let title = Style().clipped(TaskRows.title(task), to: 36)
        let dashes = standing.group == .cancelled || standing.group == .waiting
        lines.append(
          "    t\(index) [label=\(GraphDOT.quote("\(task.id.text)  \(graph.word(of: index))\n\(title)")), tooltip=\(GraphDOT.quote(TaskRows.title(task))), fillcolor=\"\(tone.fill)\", color=\"\(tone.line)\", fontcolor=\"\(tone.text)\"\(dashes ? ", style=\"rounded,filled,dashed\"" : "")];"
        )
      }
      lines.append("  }")
    }
    // The waves' names keep the waves in their order, whatever lines there are.
    if bands.count > 1 {
      lines.append("  \(bands.indices.map { "w\($0)" }.joined(separator: " -> ")) [style=invis];")
    }
    for edge in graph.drawing.layout.edges { lines.append("  t\(edge.from) -> t\(edge.to);") }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text of ours with stored parts as a quoted string; its line breaks are Graphviz's.
  static func quote(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var shown = ""
      for character in plain(line).unicodeScalars {
        if character == "\"" || character == "\\" { shown += "\\" }
        shown.unicodeScalars.append(character)
      }
      return shown
    }
    return "\"\(lines.joined(separator: "\\n"))\""
  }
}
