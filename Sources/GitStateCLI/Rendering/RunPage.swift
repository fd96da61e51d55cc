import StateMachine

/// A run on one page: what it is, how far it is, its phases, and where it can go back to.
struct RunPage {
  let run: Run
  /// The branch that it was read from.
  let branch: String
  let now: Timestamp
  var warnings: [String] = []

  func render(_ style: Style) -> String {
    var lines = heading(style)
    lines.append(progress(style))
    if !run.phases.isEmpty { lines += [""] + PhaseRows(run: run, now: now).render(style) }
    lines += modules(style)
    lines += checkpoints(style)
    lines += WarningLines.render(warnings, style)
    lines += next(style)
    return lines.joined(separator: "\n") + "\n"
  }

  private func heading(_ style: Style) -> [String] {
    let words = style.paragraph(run.founding?.description ?? "", to: style.width).filter { !$0.isEmpty }
    var lines = words.prefix(4).map { style.paint($0, .bold) }
    var facts = [plain(branch), run.status.rawValue, "begun \(ago(run.created, at: now))"]
    if let completion = run.completion { facts.append("ended \(ago(completion.at, at: now))") }
    lines.append(style.paint(facts.joined(separator: style.dot), .dim))
    var place = "on \(plain(run.founding?.base ?? ""))"
    if let directory = run.founding?.directory, directory != "." { place += " in \(plain(directory))" }
    if let spec = run.founding?.spec { place += ", phases from \(plain(spec))" }
    lines.append(style.paint(place, .dim))
    if let rollback = run.rollback {
      let line =
        "A rollback to \(plain(rollback.fact.targetText)) was begun \(ago(rollback.at, at: now)) and is not ended."
      lines += style.wrap(line, to: style.width).map { style.paint($0, .yellow) }
    }
    if let summary = run.completion?.fact.summary {
      lines += style.paragraph(summary, to: style.width, limit: 4)
    }
    return lines
  }

  private func progress(_ style: Style) -> String {
    guard !run.phases.isEmpty else { return "No phase yet: the first mention of one adds it." }
    let bar = style.bar(run.complete.count, of: run.phases.count)
    var words = ["\(run.complete.count) of \(counted(run.phases.count, "phase")) complete"]
    let failed = run.phases.count { $0.word == .failed }
    if failed > 0 { words.append("\(failed) failed") }
    return "\(bar) \(words.joined(separator: style.dot))"
  }

  private func modules(_ style: Style) -> [String] {
    guard !run.modules.isEmpty else { return [] }
    var table = Table()
    for module in run.modules {
      let standing: String
      if let merge = module.merge {
        standing = "merged \(ago(merge.at, at: now))\(module.isRemoved ? "" : ", its worktree is there")"
      } else if module.isRemoved {
        standing = "removed" + (module.removal?.fact.rescue.map { ", kept as \(plain($0))" } ?? "")
      } else {
        standing = "at work"
      }
      let folder = module.isRemoved ? "" : ".worktrees/\(run.short)-\(module.name.text)"
      table.rows.append([mark(of: module, style), plain(module.name.text), standing, plain(folder)])
    }
    return ["", style.paint("Modules", .bold), table.render(style, indent: "  ")]
  }

  private func mark(of module: RunModule, _ style: Style) -> String {
    if module.merge != nil { return style.isUnicode ? "✓" : "+" }
    return module.isRemoved ? (style.isUnicode ? "–" : "-") : (style.isUnicode ? "●" : "*")
  }

  /// The last eight that stand.
  private func checkpoints(_ style: Style) -> [String] {
    let standing = run.checkpoints.filter(\.stands)
    guard !standing.isEmpty else { return [] }
    var count = standing.count > 8 ? "  the last 8 of \(standing.count)" : ""
    let undone = run.checkpoints.count - standing.count
    if undone > 0 { count += "  \(undone) more were undone by a rollback" }
    var table = Table()
    for noted in standing.suffix(8) {
      let checkpoint = noted.fact
      let validated = checkpoint.validationPassed.map { $0 ? "passed" : "failed" } ?? ""
      table.rows.append([
        "\(checkpoint.number)", ago(checkpoint.created, at: now), validated,
        counted(checkpoint.filesChanged, "file"), plain(checkpoint.phase?.text ?? "start"),
      ])
    }
    return [
      "", style.paint("Checkpoints", .bold) + style.paint(count, .dim), table.render(style, indent: "  "),
    ]
  }

  /// What to do now, and the command for it.
  private func next(_ style: Style) -> [String] {
    guard let (sentence, command) = advice else { return [] }
    return ["", sentence, "  " + style.paint(command, .cyan)]
  }

  private var advice: (sentence: String, command: String)? {
    let id = plain(run.short)
    func line(_ verb: String, _ phase: RunPhase, _ rest: String = "") -> String {
      "gitstate run \(verb) \(phase.number)\(rest) --run \(id)"
    }
    switch run.step {
    case .endRollback(let rollback):
      let target = shellWord(plain(rollback.targetText))
      let way = rollback.asCommit ? " --as-commit" : ""
      return (
        "The same rollback again goes on where it stopped:",
        "gitstate checkpoint rollback \(target) --run \(id)\(way)"
      )
    case .validate(let phase): return ("When its tests have run:", line("validate", phase, " --passed"))
    case .mend(let phase): return ("When its tests pass:", line("validate", phase, " --passed"))
    case .keep: return ("It passed; to keep it:", "gitstate checkpoint create --passed --run \(id)")
    case .completePhase(let phase):
      return ("It passed, and its checkpoint stands:", line("phase", phase, " --checkpoint latest"))
    case .complete: return ("All phases are complete:", "gitstate run complete --run \(id)")
    case .begin, .nothing: return nil
    }
  }
}
