import StateMachine

/// The lines of a run's phases: mark, number, name, and where each stands.
struct PhaseRows {
  let run: Run
  let now: Timestamp
  /// Whether the tests of the current phase stand below it.
  var isDetailed = true

  /// The phases that are shown; the current one with its tests below it.
  func render(_ style: Style, where isShown: (RunPhase) -> Bool = { _ in true }) -> [String] {
    let numbers = run.phases.map { "\($0.number)".count }.max() ?? 1
    let names = run.phases.map { PhaseRows.name($0).count }.max() ?? 0
    let prefix = 4 + numbers + 2
    let column = min(names, max(16, style.width - prefix - 2 - min(42, style.width * 2 / 5)))
    var lines: [String] = []
    for phase in run.phases where isShown(phase) {
      let isCurrent = phase.name == run.current?.name && run.status == .active
      let (mark, paint) = PhaseRows.mark(phase, isCurrent: isCurrent, style)
      let name = PhaseRows.name(phase)
      let note = note(phase, isCurrent: isCurrent)
      let start = "  \(style.paint(mark, paint)) \(style.pad("\(phase.number)", to: numbers))  "
      if note.count <= style.width - prefix - column - 2 {
        lines.append(
          start + style.pad(style.cut(name, to: column), to: column) + "  " + style.paint(note, paint))
      } else {
        lines.append(start + style.cut(name, to: style.width - prefix))
        lines += style.paragraph(note, to: style.width - prefix, limit: 3).map {
          String(repeating: " ", count: prefix) + style.paint($0, paint)
        }
      }
      while lines[lines.count - 1].last == " " { lines[lines.count - 1].removeLast() }
      if isCurrent, isDetailed { lines += below(phase, prefix, style) }
    }
    return lines
  }

  private static func name(_ phase: RunPhase) -> String {
    plain(phase.name.bare.isEmpty ? phase.name.text : phase.name.bare)
  }

  private static func mark(_ phase: RunPhase, isCurrent: Bool, _ style: Style) -> (String, Style.Paint) {
    switch phase.word {
    case .completed: (style.isUnicode ? "✓" : "+", .green)
    case .passed: (style.isUnicode ? "◐" : "~", .yellow)
    case .failed: (style.isUnicode ? "✗" : "x", .red)
    case .pending: isCurrent ? (style.isUnicode ? "●" : "*", .cyan) : (style.isUnicode ? "○" : "o", .dim)
    }
  }

  private func note(_ phase: RunPhase, isCurrent: Bool) -> String {
    var words: [String] = []
    if let completion = phase.completion {
      words.append("complete \(ago(completion.at, at: now))")
      words.append(
        completion.fact.checkpoint.map { "checkpoint \($0)" }
          ?? completion.fact.reason.map { "no checkpoint: \(plain($0))" } ?? "")
    } else if let latest = phase.latest {
      words.append("\(latest.fact.passed ? "passed" : "failed") \(ago(latest.at, at: now))")
      if let type = latest.fact.errorType { words.append(plain(type)) }
    } else {
      words.append(isCurrent ? "at work" : "")
    }
    if phase.attempts > 1 { words.append("\(phase.attempts) attempts") }
    return words.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// Below the phase that is at work: its checks, and the end of what its failed tests printed.
  private func below(_ phase: RunPhase, _ prefix: Int, _ style: Style) -> [String] {
    let indent = String(repeating: " ", count: prefix)
    var lines: [String] = []
    if let command = phase.definition.testCommand {
      lines.append(style.cut("tests: \(plain(command))", to: style.width - prefix))
    }
    guard let validation = phase.latest?.fact else { return lines.map { indent + style.paint($0, .dim) } }
    let failed = validation.checks.filter { !$0.passed }.map { plain($0.name) }
    if !failed.isEmpty { lines.append("failed: \(spoken(failed))") }
    if !validation.passed, let output = validation.output {
      // A long output's last lines say why it failed.
      let end = plainLines(output.text).filter { !$0.allSatisfy(\.isWhitespace) }.suffix(5)
      lines += end.map { style.cut("| \($0)", to: style.width - prefix) }
    }
    return lines.map { indent + style.paint($0, .dim) }
  }
}
