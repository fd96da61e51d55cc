import StateMachine

/// A plan's graph for a terminal: a column for each wave, left to right, and below each task those that it waits for.
struct GraphText {
  let graph: PlanGraph

  func render(_ style: Style) -> String {
    let needs = graph.drawing.needs
    let columns = graph.drawing.bands.indices.map { layer -> ColumnBands.Column in
      // No line has to be short here: the plan's own order is the one that is known.
      let members = graph.layers[layer].sorted()
      let band = graph.drawing.bands[layer]
      let note =
        band < .circle ? "\(graph.delivered(among: members)) of \(members.count)" : "\(members.count)"
      return ColumnBands.Column(
        name: band.name, note: note, cards: members.map { card($0, needs[$0], style) })
    }
    var lines = [
      style.paint(style.clipped(graph.title, to: style.width), .bold),
      style.paint(style.clipped(graph.subtitle, to: style.width), .dim),
    ]
    if !columns.isEmpty {
      lines.append("")
      lines += ColumnBands(columns: columns, narrowest: 22).render(style)
      lines += [""] + legend(style)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func card(_ index: Int, _ needs: [Int], _ style: Style) -> [ColumnBands.Line] {
    let task = graph.plan.tasks[index]
    let standing = graph.standings[index]
    let head = "\(standing.mark(style)) \(style.paint(task.id.text, .bold)) "
    var lines = [
      ColumnBands.Line(
        head: head, headWidth: 3 + task.id.text.count, text: TaskRows.title(task),
        paint: standing.group == .done || standing.group == .cancelled ? .dim : nil, folds: 2)
    ]
    if !needs.isEmpty {
      let ids = needs.map { graph.plan.tasks[$0].id.text }.joined(separator: " ")
      lines.append(
        ColumnBands.Line(
          head: "  ", headWidth: 2, text: "\(style.isUnicode ? "↳ after" : "after") \(ids)", paint: .dim,
          folds: 2))
    }
    if let overridden = Standing.overridden(task) {
      lines.append(ColumnBands.Line(head: "  ", headWidth: 2, text: overridden, paint: .yellow, folds: 2))
    }
    return lines
  }

  /// The marks that occur, with what they mean.
  private func legend(_ style: Style) -> [String] {
    var lines: [String] = []
    var used = style.width
    for group in graph.groups {
      let members = graph.standings.filter { $0.group == group }
      // What was split has a mark of its own among what waits.
      guard let standing = members.first(where: { !$0.isSplit }) ?? members.first else { continue }
      let width = group.name.count + 2
      if used + width + 2 > style.width {
        lines.append("")
        used = -2
      }
      lines[lines.count - 1] += "\(used < 0 ? "" : "  ")\(standing.mark(style)) \(group.name.lowercased())"
      used += width + 2
    }
    return lines
  }
}
