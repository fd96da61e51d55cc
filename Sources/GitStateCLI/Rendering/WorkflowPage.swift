import StateMachine

/// A workflow on one page: what is wanted, its phases, what was done again, and what is awaited.
struct WorkflowPage {
  let workflow: Workflow
  /// The branch that it was read from.
  let branch: String
  let now: Timestamp
  var warnings: [String] = []

  func render(_ style: Style) -> String {
    var lines = heading(style)
    lines.append(progress(style))
    lines += [""] + WorkflowRows(workflow: workflow, now: now).render(style)
    lines += retries(style)
    lines += files(style)
    lines += WarningLines.render(warnings, style)
    let due = WorkflowDue(workflow: workflow).render(style)
    if !due.isEmpty { lines += [""] + due }
    return lines.joined(separator: "\n") + "\n"
  }

  private func heading(_ style: Style) -> [String] {
    guard let founding = workflow.founding else { return [] }
    let words = style.paragraph(founding.request, to: style.width).filter { !$0.isEmpty }
    var lines = words.prefix(4).map { style.paint($0, .bold) }
    var facts = [plain(branch), workflow.standing, "begun \(ago(workflow.began, at: now))"]
    if let ended = workflow.ended { facts.append("ended \(ago(ended.at, at: now))") }
    lines.append(style.paint(facts.joined(separator: style.dot), .dim))
    lines += style.wrap(WorkflowPage.mode(of: founding), to: style.width).map { style.paint($0, .dim) }
    if let carried = founding.carried, carried.id != founding.id {
      lines.append(style.paint("goes on from workflow/\(plain(carried.id.text))", .dim))
    }
    if let origin = founding.imported {
      let problems = origin.problems.count
      lines.append(
        style.paint(
          "imported" + (problems == 0 ? "" : "; \(counted(problems, "rule")) of it had been broken"), .dim))
    }
    return lines
  }

  /// How much of what is carried out, and why: `Fullstack, selective (frontend): …`.
  static func mode(of founding: WorkflowFounding, why: String? = nil) -> String {
    let agents = founding.targets.isEmpty ? "" : " (\(spoken(founding.targets.map { plain($0.text) })))"
    return
      "\(plain(founding.definition.name)), \(founding.mode.rawValue)\(agents): \(plain(why ?? founding.why))"
  }

  private func progress(_ style: Style) -> String {
    let total = workflow.phases.count
    let done = workflow.completed.count
    var words = ["\(done) of \(counted(total, "phase")) complete"]
    if !workflow.retries.isEmpty { words.append(WorkflowPage.retries(workflow.retries.count)) }
    return "\(style.bar(done, of: total)) \(words.joined(separator: style.dot))"
  }

  static func times(_ number: Int) -> String { number == 1 ? "once" : "\(number) times" }

  static func retries(_ number: Int) -> String { "\(number) \(number == 1 ? "retry" : "retries")" }

  /// The last five times that work was done again.
  private func retries(_ style: Style) -> [String] {
    guard !workflow.retries.isEmpty else { return [] }
    let left = workflow.retries.count - 5
    var lines = [
      "",
      style.paint("Done again", .bold) + (left > 0 ? style.paint("  the last 5 of \(left + 5)", .dim) : ""),
    ]
    for noted in workflow.retries.suffix(5) {
      let retry = noted.retry
      let who = spoken(retry.agents.map { plain($0.text) })
      let why =
        switch retry.reason {
        case .feedback: "sent back by \(spoken(retry.by.map { plain($0.text) }))"
        case .failure, .step: "failed"
        case .revision: "to be revised"
        }
      let most = retry.most.map { " of \($0)" } ?? ""
      let mark = style.paint(style.isUnicode ? "↺" : "<", .yellow)
      lines.append(
        "  \(mark) "
          + style.clipped(
            "\(who)  \(why), retry \(retry.number)\(most), \(ago(noted.at, at: now))", to: style.width - 4))
      lines += style.paragraph(retry.message, to: style.width - 4, limit: 3).map {
        "    " + style.paint($0, .dim)
      }
    }
    return lines
  }

  private func files(_ style: Style) -> [String] {
    let files = workflow.files
    guard !files.isEmpty else { return [] }
    var words: [String] = []
    for (name, list) in [
      ("created", files.created), ("changed", files.modified), ("deleted", files.deleted),
    ] where !list.isEmpty {
      words.append("\(name) \(spoken(list.map { plain($0) }, limit: 4))")
    }
    let lines = style.wrap("Files: \(words.joined(separator: "; "))", to: style.width)
    return [""] + lines.map { style.paint($0, .dim) }
  }
}
