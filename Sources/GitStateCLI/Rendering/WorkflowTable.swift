import StateMachine

/// The workflows of a repository, a line each.
struct WorkflowTable {
  let workflows: [Workflow]
  let now: Timestamp

  func render(_ style: Style) -> String {
    guard let first = workflows.first else {
      return
        "There is no workflow. gitstate workflow start \"<what is to be done>\" --definition <file> begins one."
    }
    var table = Table(header: ["workflow", "begun", "stands", "phases", "at", "what"])
    for workflow in workflows {
      let at = workflow.presentPhase.map { WorkflowRows.name(of: $0, in: workflow) } ?? ""
      table.rows.append([
        plain(workflow.founding?.id.text ?? ""), ago(workflow.began, at: now), workflow.standing,
        "\(workflow.completed.count)/\(workflow.phases.count)", style.clipped(at, to: 28),
        plainLines(workflow.founding?.request ?? "").first ?? "",
      ])
    }
    return table.render(style)
      + "\n\ngitstate workflow status \(plain(first.founding?.id.text ?? "")) shows the first."
  }
}
