import StateMachine

/// A plan on one page: what it is, how far it is, and every task by wave.
struct PlanPage {
  let plan: Plan
  let facts: PlanFacts
  /// The branch that it was read from.
  let branch: String
  let now: Timestamp
  /// Commits that the base has and the target lacks; nil where one of them is not there.
  var ahead: Int?
  var warnings: [String] = []
  /// Tasks whose work is reported complete and not merged.
  var finished: Set<PlanTaskID> = []
  /// What the reader should know of this reading: which past state it is, or that it is a remote's.
  var remark: String?
  /// Tasks to show; the numbers are of all.
  var isShown: (PlanTask) -> Bool = { _ in true }

  private var base: String { plan.founding?.base ?? "the base" }

  func render(_ style: Style) -> String {
    var lines = heading(style)
    let standings = Standing.all(of: plan, given: facts, finished: finished, at: now)
    lines.append(progress(standings, style))
    lines += waves(standings, style)
    lines += learnings(style)
    lines += WarningLines.render(warnings, style)
    return lines.joined(separator: "\n") + "\n"
  }

  func heading(_ style: Style) -> [String] {
    let request = style.paragraph(plan.founding?.request ?? "", to: style.width).filter { !$0.isEmpty }
      .prefix(4)
    var lines = request.map { style.paint($0, .bold) }
    var facts = [plain(branch), "v\(plan.version)", words(plan.state(given: self.facts).rawValue)]
    facts.append("begun \(ago(plan.created, at: now))")
    lines.append(style.paint(facts.joined(separator: style.dot), .dim))
    if let wait = plan.consent.foremost, plan.state(given: self.facts).isOpen {
      let words = plan.waitWords(wait).split(separator: " ").dropFirst().joined(separator: " ")
      lines.append(style.paint("\(words): gitstate approve \(plain(branch))", .yellow))
      lines += RevisionLines.render(plan, at: now, style)
    }
    if let aborted = plan.consent.aborted {
      lines.append(
        style.paint("aborted \(ago(aborted.at, at: now)) by \(Standing.whoDecided(aborted))", .yellow))
    }
    if let remark { lines.append(style.paint(plain(remark), .yellow)) }
    if let target = plan.founding?.target, target != base {
      var way = "\(plain(base)) \(style.arrow) \(plain(target))"
      switch ahead {
      case nil: break
      case 0: way += ", all landed"
      case let ahead?: way += ", \(counted(ahead, "commit")) ahead: gitstate land"
      }
      lines.append(way)
    }
    return lines
  }

  func progress(_ standings: [Standing], _ style: Style) -> String {
    let progress = plan.progress(given: facts)
    var counts: [String] = []
    func count(_ word: String, _ matches: (Standing) -> Bool) {
      let number = standings.count(where: matches)
      if number > 0 { counts.append("\(number) \(word)") }
    }
    count("at work") { if case .claimed = $0 { true } else { false } }
    count("in review") { if case .inReview = $0 { true } else { false } }
    count("ready") { if case .ready = $0 { true } else { false } }
    count("waiting") { $0.group == .waiting }
    count("not merged") {
      switch $0 {
      case .unmerged, .finished: true
      default: false
      }
    }
    count("lost") { if case .lost = $0 { true } else { false } }
    count("stuck") {
      switch $0 {
      case .blocked, .failed, .needsReplan: true
      default: false
      }
    }
    let bar = style.bar(progress.completed, of: progress.total)
    let delivered = "\(progress.completed) of \(progress.total) delivered"
    let rest = counts.joined(separator: style.dot)
    if rest.isEmpty { return "\(bar) \(delivered)" }
    let isOneLine = 25 + delivered.count + style.dot.count + rest.count <= style.width
    return "\(bar) \(delivered)"
      + (isOneLine ? style.dot + rest : "\n" + style.wrap(rest, to: style.width).joined(separator: "\n"))
  }

  private func waves(_ standings: [Standing], _ style: Style) -> [String] {
    // A task's wave; what waits for itself comes after all, what was cancelled last.
    let settled = plan.graph(given: facts).waves
    var groups: [Int: [Int]] = [:]
    var open = 0
    for (index, task) in plan.tasks.enumerated() {
      if task.status.word == .cancelled {
        groups[.max, default: []].append(index)
      } else {
        groups[settled[open] ?? .max - 1, default: []].append(index)
        open += 1
      }
    }
    let rows = TaskRows(plan: plan, standings: standings, base: base, now: now, isShown: isShown)
    var lines: [String] = []
    for wave in groups.keys.sorted() {
      let members = groups[wave] ?? []
      let rendered = rows.render(members, style)
      guard !rendered.isEmpty else { continue }
      let done = members.count { if case .delivered = standings[$0] { true } else { false } }
      let name =
        switch wave {
        case .max: "Cancelled"
        case .max - 1: "Waiting for each other"
        default: "Wave \(wave)"
        }
      var count = ""
      if wave < .max - 1 { count = "  \(done) of \(members.count)" }
      lines += ["", style.paint(name, .bold) + style.paint(count, .dim)]
      lines += rendered
    }
    return lines
  }

  private func learnings(_ style: Style) -> [String] {
    guard !plan.learnings.isEmpty else { return [] }
    let shown = plan.learnings.suffix(5)
    let left = plan.learnings.count - shown.count
    var lines = [
      "",
      style.paint("Learned", .bold)
        + style.paint(left > 0 ? "  the last \(shown.count) of \(plan.learnings.count)" : "", .dim),
    ]
    let width = shown.map { "v\($0.version)".count }.max() ?? 2
    for learning in shown {
      let label = style.pad("v\(learning.version)", to: width)
      for (index, line) in style.paragraph(learning.text, to: style.width - width - 4, limit: 6).enumerated()
      {
        lines.append("  \(style.paint(index == 0 ? label : style.pad("", to: width), .dim))  \(line)")
      }
    }
    return lines
  }

  private func words(_ word: String) -> String {
    word.split(separator: "_").joined(separator: " ")
  }
}

/// What a person should look at, at the end of a page.
enum WarningLines {
  static func render(_ warnings: [String], _ style: Style) -> [String] {
    guard !warnings.isEmpty else { return [] }
    var lines = ["", style.paint("Warnings", .bold)]
    for warning in warnings {
      for (index, line) in style.wrap(plain(warning), to: style.width - 4).enumerated() {
        lines.append((index == 0 ? "  \(style.paint("!", .yellow)) " : "    ") + line)
      }
    }
    return lines
  }
}
