package import StateMachine

extension Run {
  /// The run as a person reads it in `git log`.
  package var sections: String {
    guard let founding else { return "" }
    var text = "## Run\nRun ID: \(founding.id)\nDescription: \(shown(founding.description))\n"
    text += "Base: \(founding.base)\nWorking Directory: \(shown(founding.directory))\n"
    if let spec = founding.spec { text += "Spec: \(shown(spec))\n" }
    if let parent = founding.parent { text += "Part Of: \(parent.branch)\n" }
    text += "Created: \(created)\nStatus: \(status.rawValue)\n"
    if let rollback { text += "Rolling Back To: \(shown(rollback.fact.targetText))\n" }
    text += "\n## Phases\n"
    for phase in phases { text += section(of: phase) + "\n" }
    text += "Completed: \(complete.count)/\(phases.count) phases\n"
    if !checkpoints.isEmpty { text += "\n## Checkpoints\n" }
    for checkpoint in checkpoints {
      let fact = checkpoint.fact
      text += "\(fact.number): \(fact.sha.prefix(12)) \(fact.phase?.text ?? "at the start")"
      text += checkpoint.stands ? "\n" : " (rolled back)\n"
    }
    if !modules.isEmpty { text += "\n## Modules\n" }
    for module in modules {
      text += "\(module.name): \(module.branch)"
      if let merge = module.merge { text += ", merged in \(merge.fact.merge.prefix(12))" }
      text += module.isRemoved ? ", removed\n" : "\n"
    }
    return text
  }

  private func section(of phase: RunPhase) -> String {
    let definition = phase.definition
    var text = "### \(phase.name)\nStatus: \(phase.word.rawValue)\n"
    if let number = phase.completion?.fact.checkpoint { text += "Checkpoint: \(number)\n" }
    if phase.attempts > 0 { text += "Attempts: \(phase.attempts)\n" }
    if !definition.modules.isEmpty {
      text += "Modules: \(definition.modules.map(\.text).joined(separator: ", "))\n"
    }
    if let command = definition.testCommand { text += "Test Command: \(shown(command))\n" }
    for (name, items) in [
      ("Tasks", definition.tasks), ("Success Criteria", definition.successCriteria),
      ("Gotchas", definition.gotchas), ("Depends on", definition.dependsOn.map(\.text)),
    ] where !items.isEmpty {
      text += "\(name):\n" + items.map { "  - \(shown($0))\n" }.joined()
    }
    return text
  }
}
