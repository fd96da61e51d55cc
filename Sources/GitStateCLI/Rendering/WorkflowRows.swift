import StateMachine

/// The lines of a workflow's phases: mark, number, who works in it, and where it stands.
struct WorkflowRows {
  let workflow: Workflow
  let now: Timestamp

  /// The phases that are shown, each agent of several on a line of its own below.
  func render(_ style: Style, where isShown: (Int) -> Bool = { _ in true }) -> [String] {
    let count = workflow.founding?.definition.phases.count ?? 0
    let all = (0..<count).map { $0 + 1 }
    let numbers = "\(count)".count
    let prefix = 4 + numbers + 2
    let names = all.map { Style.columns(of: WorkflowRows.name(of: $0, in: workflow)) }.max() ?? 0
    let column = min(names, max(16, style.width - prefix - 2 - min(42, style.width * 2 / 5)))
    var lines: [String] = []
    for phase in all where isShown(phase) {
      let stand = workflow.stand(of: phase)
      let (mark, paint) = WorkflowRows.mark(stand, style)
      let name = style.clipped(WorkflowRows.name(of: phase, in: workflow), to: column)
      let note = note(phase, stand)
      let start = "  \(style.paint(mark, paint)) \(style.pad("\(phase)", to: numbers))  "
      if Style.columns(of: note) <= style.width - prefix - column - 2 {
        let gap = String(repeating: " ", count: column - Style.columns(of: name) + 2)
        lines.append(start + name + (note.isEmpty ? "" : gap + style.paint(note, paint)))
      } else {
        lines.append(start + name)
        lines += style.paragraph(note, to: style.width - prefix, limit: 3).map {
          String(repeating: " ", count: prefix) + style.paint($0, paint)
        }
      }
      lines += agents(phase, stand, prefix, style)
    }
    return lines
  }

  /// `frontend, backend`: who works in it, or would.
  static func name(of phase: Int, in workflow: Workflow) -> String {
    let working = workflow.agents(of: phase)
    let all = working.isEmpty ? workflow.founding?.definition[phase: phase]?.agents ?? [] : working
    return all.map { plain($0.text) }.joined(separator: ", ")
  }

  static func mark(_ stand: PhaseStand, _ style: Style) -> (String, Style.Paint) {
    let (rich, bare, paint): (String, String, Style.Paint) =
      switch stand {
      case .completed: ("✓", "+", .green)
      case .current: ("●", "*", .cyan)
      case .waiting: ("◎", "@", .yellow)
      case .pending: ("○", "o", .dim)
      case .failed: ("✗", "x", .red)
      case .skipped: ("–", "-", .dim)
      }
    return (style.isUnicode ? rich : bare, paint)
  }

  private func note(_ phase: Int, _ stand: PhaseStand) -> String {
    let record = workflow.record(of: phase)
    var words: [String] = []
    switch stand {
    case .skipped: words.append("left out")
    case .pending: if record != nil { words.append("to be done again") }
    case .current: words.append("at work")
    case .waiting:
      if let wait = workflow.wait {
        words.append("waits for a person, \(elapsed(since: wait.since, at: now))")
      }
    case .completed: if let record { words.append("complete \(ago(record.at, at: now))") }
    case .failed: if let record { words.append("failed \(ago(record.at, at: now))") }
    }
    let number = stand == .current ? workflow.attempt ?? 1 : workflow.attempts[phase] ?? 0
    if number > 1 { words.append("attempt \(number)") }
    let definition = workflow.founding?.definition[phase: phase]
    if workflow.agents(of: phase).count > 1, let aggregation = definition?.aggregation {
      words.append(WorkflowRows.words(for: aggregation))
    }
    return words.joined(separator: ", ")
  }

  static func words(for aggregation: WorkflowPhase.Aggregation) -> String {
    switch aggregation {
    case .allMustPass: "all must pass"
    case .anyPass: "one must pass"
    case .majority: "most must pass"
    }
  }

  /// Where each agent of a phase of several stands.
  private func agents(_ phase: Int, _ stand: PhaseStand, _ prefix: Int, _ style: Style) -> [String] {
    let members = workflow.agents(of: phase)
    guard members.count > 1, stand != .skipped, stand != .pending else { return [] }
    let width = members.map(\.text.count).max() ?? 0
    return members.map { agent in
      let (mark, paint, word) = standing(of: agent, in: phase, style)
      let name = style.pad(plain(agent.text), to: width)
      let line = "\(name)  \(word)"
      return String(repeating: " ", count: prefix) + style.paint(mark, paint) + " "
        + style.clipped(line, to: style.width - prefix - 2)
    }
  }

  private func standing(
    of agent: AgentID, in phase: Int, _ style: Style
  ) -> (mark: String, paint: Style.Paint, word: String) {
    let isHanded = workflow.current?.phase == phase && workflow.current?.agents.contains(agent) == true
    if isHanded {
      return (style.isUnicode ? "●" : "*", .cyan, "at work")
    }
    guard let record = workflow.record(of: phase),
      let result = record.evaluation.results.first(where: { $0.agent == agent })
    else { return (style.isUnicode ? "○" : "o", .dim, "not handed out") }
    if record.evaluation.passed.contains(agent) { return (style.isUnicode ? "✓" : "+", .green, "passed") }
    return (style.isUnicode ? "✗" : "x", .red, result.success ? "is not content" : "failed")
  }
}
