import JSON
import StateMachine

extension PlanDocument {
  /// For people: what is wanted, how far it is, and each task.
  package var markdown: String {
    guard let founding = plan.founding else { return "" }
    var text = "# \(line(founding.request))\n\n"
    let open = plan.whole.filter { $0.status.word != .cancelled }
    let done = open.count { $0.status.word == .completed }
    text += "Plan `\(founding.session)`, \(done) of \(counted(open.count, "task")) completed.\n"
    for (title, body) in [
      ("Architecture", founding.architecture), ("Design patterns", founding.designPatterns),
      ("Technology", founding.technologyStack),
    ] {
      if let body, !body.isEmpty { text += "\n## \(title)\n\n\(block(body))\n" }
    }
    text += "\n## Tasks\n\n| task | title | status | depends on | wave | priority | effort |\n"
    text += "|---|---|---|---|---|---|---|\n"
    for task in plan.whole {
      let definition = task.definition
      let needs = definition.dependsOn.map(\.text).joined(separator: ", ")
      var cells: [String] = [definition.id.text, definition.title ?? definition.description]
      cells.append(dialect.word(for: task.status.word))
      cells += [needs, definition.wave.map { String($0) } ?? "", definition.priority?.rawValue ?? ""]
      cells.append(definition.effort?.rawValue ?? "")
      text += "| \(cells.map(line).joined(separator: " | ")) |\n"
    }
    for task in plan.whole { text += section(task) }
    if !plan.learnings.isEmpty {
      text += "\n## Learned\n\n" + plan.learnings.map { "- \(line($0.text))\n" }.joined()
    }
    return text
  }

  private func section(_ task: PlanTask) -> String {
    let definition = task.definition
    var text = "\n### \(definition.id): \(line(definition.title ?? definition.description))\n"
    if let title = definition.title, title != definition.description {
      text += "\n\(block(definition.description))\n"
    }
    var facts: [String] = []
    if let agent = definition.agent { facts.append("Agent: \(line(agent))") }
    if let reason = task.status.reason, !reason.isEmpty { facts.append("Why: \(line(reason))") }
    if task.failures > 0 { facts.append("Failed attempts: \(task.failures)") }
    for (name, list) in [
      ("Files", definition.files.map { "`\($0.replacing("`", with: "'"))`" }),
      ("Needs", definition.preconditions.map { line($0.text) }),
      ("Provides", definition.provides.map { line($0.text) }),
    ] where !list.isEmpty { facts.append("\(name): \(list.joined(separator: ", "))") }
    if let script = definition.verificationScript { facts.append("Verified by: \(line(script))") }
    if !facts.isEmpty { text += "\n" + facts.map { "- \($0)\n" }.joined() }
    if !definition.acceptanceCriteria.isEmpty {
      text += "\nAccepted when:\n\n" + definition.acceptanceCriteria.map { "- \(line($0))\n" }.joined()
    }
    return text
  }

  /// A text as it stands in one line: no markup of its own, no control character.
  private func line(_ text: String) -> String {
    var shown = ""
    for scalar in text.split(whereSeparator: \.isNewline).joined(separator: " ").unicodeScalars {
      if "\\`*_<>[]#|".unicodeScalars.contains(scalar) { shown += "\\" }
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned: break
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// A text as a quotation, so that none of it becomes a heading of the page.
  private func block(_ text: String) -> String {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { $0.isEmpty ? ">" : "> \(line(String($0)))" }.joined(separator: "\n")
  }
}
