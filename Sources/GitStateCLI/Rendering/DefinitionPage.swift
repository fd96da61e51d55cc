import StateMachine

/// A workflow's definition that was checked: its phases, who judges whom, and where a person decides.
struct DefinitionPage {
  let definition: WorkflowDefinition
  var notes: [String] = []

  func render(_ style: Style) -> String {
    let mark = style.paint(style.isUnicode ? "✓" : "+", .green)
    var lines = [
      "\(mark) \(plain(definition.name)) can be carried out: "
        + "\(counted(definition.phases.count, "phase")), \(counted(definition.order.count, "agent"))"
    ]
    let numbers = "\(definition.phases.count)".count
    for (index, phase) in definition.phases.enumerated() {
      let start = "  \(style.pad("\(index + 1)", to: numbers))  "
      let together =
        phase.agents.count > 1 ? " (\(WorkflowRows.words(for: phase.aggregation)))" : ""
      lines.append(
        start
          + style.clipped(
            phase.agents.map { plain($0.text) }.joined(separator: ", ") + together,
            to: style.width - start.count))
      for agent in phase.agents { lines += below(agent, start.count, style) }
    }
    lines += WarningLines.render(notes, style)
    return lines.joined(separator: "\n")
  }

  private func below(_ agent: AgentID, _ indent: Int, _ style: Style) -> [String] {
    guard let known = definition[agent] else { return [] }
    var facts: [String] = []
    if let evaluator = known.evaluator {
      let targets = spoken(evaluator.retry.map { plain($0.text) }, limit: 6)
      facts.append(
        "\(plain(agent.text)) sends back to \(targets), at most \(WorkflowPage.times(evaluator.maxRetries))")
    }
    if let approval = known.approval {
      facts.append("a person decides on \(plain(agent.text)): \(plain(approval.question))")
    }
    return facts.flatMap { style.wrap($0, to: style.width - indent) }.map {
      String(repeating: " ", count: indent) + style.paint($0, .dim)
    }
  }
}
