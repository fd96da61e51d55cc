import StateMachine

/// What is to be done now with a workflow, and the command for it; at the end, what came of it.
struct WorkflowDue {
  let workflow: Workflow

  private var id: String { plain(workflow.founding?.id.text ?? "") }

  func render(_ style: Style) -> [String] {
    if let ended = workflow.ended { return end(ended, style) }
    if let wait = workflow.wait { return question(wait, style) }
    guard let next = workflow.nextAction else { return [] }
    let again = next.attempt > 1 ? ", attempt \(next.attempt)" : ""
    let together = next.agents.count > 1 ? ", at the same time" : ""
    let names = spoken(next.agents.map { plain($0.agent.text) })
    var lines = [
      style.paint("Now: phase \(next.phase)\(again)", .bold) + "  "
        + style.clipped("\(names)\(together)", to: max(style.width - 24, 20))
    ]
    for told in next.agents {
      lines.append("  " + style.paint(plain(told.agent.text), .bold))
      lines += style.paragraph(told.text, to: style.width - 4, limit: 6).map { $0.isEmpty ? "" : "    \($0)" }
    }
    if !next.documents.isEmpty {
      lines += style.wrap("to be read: \(spoken(next.documents.map { plain($0) }))", to: style.width - 2).map
      {
        "  " + style.paint($0, .dim)
      }
    }
    lines += [
      "When they have worked:",
      "  "
        + style.paint(
          "gitstate workflow evaluate \(id) \(next.phase) --attempt \(next.attempt) --results <file>", .cyan),
    ]
    return lines
  }

  private func question(_ wait: Workflow.PhaseWait, _ style: Style) -> [String] {
    let approval = workflow.founding?.definition[wait.agent]?.approval
    let words = approval?.question ?? "Is the work of \(wait.agent) approved?"
    return [
      style.paint("A person decides on phase \(wait.phase), the work of \(plain(wait.agent.text)):", .bold)
    ]
      + style.paragraph(words, to: style.width - 2, limit: 6).map { $0.isEmpty ? "" : "  \($0)" }
      + [
        "  " + style.paint("gitstate approve \(id)", .cyan),
        "  " + style.paint("gitstate approve \(id) --revise <reason>", .cyan),
      ]
  }

  private func end(_ ended: Workflow.Ending, _ style: Style) -> [String] {
    let isGood = ended.end.isCompleted && ended.end.success
    let mark = isGood ? (style.isUnicode ? "✓" : "+") : (style.isUnicode ? "✗" : "x")
    var lines = [
      "\(style.paint(mark, isGood ? .green : .red)) \(workflow.standing): agents worked \(WorkflowPage.times(workflow.invoked)), "
        + "\(counted(workflow.files.all.count, "file")) changed"
    ]
    for reason in ended.end.reasons {
      lines += style.paragraph(reason, to: style.width - 2, limit: 4).map { "  \($0)" }
    }
    if !ended.end.suggested.isEmpty {
      lines.append("  should work next: \(spoken(ended.end.suggested.map { plain($0.text) }))")
    }
    if !ended.end.isCompleted, !ended.isAborted {
      lines.append(
        "  "
          + style.paint("gitstate workflow resume \(id) --instructions <what is to be done otherwise>", .cyan)
      )
    } else if !isGood {
      lines.append(
        "  "
          + style.paint(
            "gitstate workflow start <request> --definition <file> --continues \(id)", .cyan))
    }
    return lines
  }
}
