import StateMachine

/// Everything that is going on in a repository, for somebody who has just sat down.
struct OverviewPage {
  /// One plan that is not completed.
  struct Active {
    let branch: String
    let plan: Plan
    let facts: PlanFacts
  }

  let active: [Active]
  let completed: Int
  /// The line about what is merged and not landed; nil where everything is.
  var landing: String?
  var rescues = 0
  /// What to do now, in a sentence.
  let sentence: String
  /// The command that does it; nil where only waiting helps.
  var command: String?
  let now: Timestamp

  func render(_ style: Style) -> String {
    var lines: [String] = []
    if !active.isEmpty {
      var head = active.count == 1 ? "1 plan is active" : "\(active.count) plans are active"
      if completed > 0 { head += ", \(completed) completed" }
      lines.append(style.paint(head, .bold))
    } else if completed > 0 {
      lines.append(style.paint("No plan is active, \(completed) completed", .bold))
    }
    for item in active.prefix(8) { lines += plan(item, style) }
    if active.count > 8 { lines += ["", "and \(active.count - 8) more: gitstate parse-plan lists them"] }
    var foot: [String] = []
    if let landing { foot.append(landing) }
    if rescues > 0 { foot.append("\(counted(rescues, "rescue")) kept: gitstate rescue list") }
    if !foot.isEmpty { lines += lines.isEmpty ? foot : [""] + foot }
    if !lines.isEmpty { lines.append("") }
    lines += style.wrap(plain(sentence), to: style.width)
    if let command { lines.append("  " + style.paint(plain(command), .cyan)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func plan(_ item: Active, _ style: Style) -> [String] {
    let plan = item.plan
    let facts = item.facts
    let progress = plan.progress(given: facts)
    let request = plainLines(plan.founding?.request ?? "").first ?? ""
    let numbers = "\(progress.completed) of \(progress.total)"
    var lines = [
      "",
      style.paint(style.cut(request, to: style.width), .bold),
      "\(style.bar(progress.completed, of: progress.total, width: 16)) \(numbers)\(style.dot)\(style.paint(plain(item.branch), .dim))",
    ]
    let ready = Set(plan.ready(given: facts).map(\.id))
    var kept: Set<PlanTaskID> = []
    for task in plan.tasks {
      switch Standing(task, in: plan, given: facts, ready: ready, at: now) {
      case .delivered, .waiting, .cancelled, .expanding: break
      case .unmerged, .lost, .claimed, .inReview, .ready, .blocked, .failed, .needsReplan:
        kept.insert(task.id)
      }
    }
    let shown = Set(plan.tasks.map(\.id).filter(kept.contains).prefix(8))
    let standings = plan.tasks.map { Standing($0, in: plan, given: facts, ready: ready, at: now) }
    let rows = TaskRows(
      plan: plan, standings: standings, base: plan.founding?.base ?? "the base", now: now,
      isShown: { shown.contains($0.id) })
    lines += rows.render(Array(plan.tasks.indices), style)
    if kept.count > shown.count { lines.append("    and \(kept.count - shown.count) more") }
    return lines
  }
}
