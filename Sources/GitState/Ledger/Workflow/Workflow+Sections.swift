package import StateMachine

extension Workflow {
  /// The workflow as a person reads it in `git log`.
  package var sections: String {
    guard let founding else { return "" }
    var text = "## Workflow\nWorkflow ID: \(founding.id)\nName: \(shown(founding.definition.name))\n"
    text +=
      "Request: \(shown(founding.request))\nMode: \(founding.mode.rawValue)\nWhy: \(shown(founding.why))\n"
    if let before = founding.carried, before.id != founding.id { text += "Continues: \(before.id)\n" }
    text += "Created: \(began)\nStatus: \(status.rawValue)\n"
    if let wait { text += "Waiting For: a person, about the work of \(wait.agent)\n" }
    for reason in ended?.end.reasons ?? [] { text += "Reason: \(shown(reason))\n" }
    text += "\n## Phases\n"
    for (index, phase) in founding.definition.phases.enumerated() {
      text += "\(index + 1). \(phase.agents.map(\.text).joined(separator: ", "))"
      text += phase.kind == .parallel ? " (parallel, \(phase.aggregation.rawValue))" : ""
      text += ": \(stand(of: index + 1).rawValue)\n"
    }
    if let loop {
      text += "\n## Feedback\nFrom: \(loop.by.map(\.text).joined(separator: ", "))\n"
      text += "To: \(loop.agents.map(\.text).joined(separator: ", "))\n"
      text += "Retry: \(loop.number)\(loop.most.map { " of \($0)" } ?? "")\nMessage: \(shown(loop.message))\n"
    }
    return text
  }
}
