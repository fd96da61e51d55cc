import StateMachine

/// A plan as a board: a column for each state that a task is in, and on each card who, since when, and which attempt.
struct BoardPage {
  /// The plan as it is shown otherwise, for what stands above the columns.
  let page: PlanPage
  /// Cards of a column that are shown; nil for all.
  var limit: Int?
  /// Who brought tasks that stand still there, and when.
  var stands: [PlanTaskID: TaskStand] = [:]

  private var plan: Plan { page.plan }

  func render(_ style: Style) -> String {
    let standings = Standing.all(of: plan, given: page.facts, finished: page.finished, at: page.now)
    var lines = page.heading(style)
    lines.append(page.progress(standings, style))
    let columns = Standing.Group.allCases.compactMap { column(of: $0, standings, style) }
    if !columns.isEmpty {
      lines.append("")
      lines += ColumnBands(columns: columns).render(style)
    }
    lines += WarningLines.render(page.warnings, style)
    return lines.joined(separator: "\n") + "\n"
  }

  private func column(
    of group: Standing.Group, _ standings: [Standing], _ style: Style
  ) -> ColumnBands.Column? {
    var members = plan.listing.filter { standings[$0].group == group }
    guard !members.isEmpty else { return nil }
    // What was done last is asked for first.
    if group == .done { members.sort { ended(standings[$0]) > ended(standings[$1]) } }
    let shown = members.prefix(limit ?? members.count)
    return ColumnBands.Column(
      name: group.name, note: "\(members.count)",
      cards: shown.map { card(plan.tasks[$0], standings[$0], style) },
      left: members.count - shown.count)
  }

  private func card(
    _ task: PlanTask, _ standing: Standing, _ style: Style
  ) -> [ColumnBands.Line] {
    let below = String(repeating: " ", count: 2)
    let title = ColumnBands.Line(
      head: "\(standing.mark(style)) \(style.paint(task.id.text, .bold)) ", headWidth: 3 + task.id.text.count,
      text: TaskRows.title(task), paint: standing.group == .done || standing.group == .cancelled ? .dim : nil,
      folds: standing.group == .done || standing.group == .cancelled ? 1 : 2)
    return [title]
      + BoardPage.facts(
        of: task, standing, stands[task.id], isAborted: plan.consent.aborted != nil, at: page.now
      ).map {
        ColumnBands.Line(
          head: below, headWidth: below.count, text: $0, paint: standing.paint(for: task), folds: 2)
      }
  }

  private func ended(_ standing: Standing) -> Timestamp {
    if case .delivered(let completion, _) = standing { return completion.at }
    return Timestamp(seconds: 0)
  }

  /// What a card says below its title: who and since when, the attempt, and why it stands still.
  static func facts(
    of task: PlanTask, _ standing: Standing, _ stand: TaskStand?, isAborted: Bool, at now: Timestamp
  ) -> [String] {
    var facts: [String] = []
    let since = stand.map { "\(plain($0.by)), \(ago($0.at, at: now))" }
    switch standing {
    case .delivered(let completion, _), .unmerged(let completion), .lost(let completion):
      if case .lost = standing { facts.append("no longer on the base") }
      facts.append("\(plain(completion.by)), \(ago(completion.at, at: now))")
    case .claimed(let claim, let overdue, let isGone):
      facts.append("worker \(claim.worker), \(elapsed(since: claim.at, at: now))")
      if let until = claim.until, until <= now {
        facts.append("lease \(lease(until: until, at: now))")
      } else if isGone {
        facts.append("worktree gone")
      } else if overdue {
        facts.append("overdue")
      }
    case .finished(let claim):
      facts.append(claim.map { "worker \($0.worker)" } ?? "nobody holds it")
    case .inReview(let claim):
      if let claim {
        facts.append("worker \(claim.worker), \(elapsed(since: claim.at, at: now))")
      } else if let since {
        facts.append(since)
      }
    case .ready:
      if let minutes = task.definition.minutes { facts.append("about \(minutes) min") }
    case .waiting(let unmet):
      facts.append(Standing.waitsFor(unmet, isAborted: isAborted))
    case .blocked, .failed, .needsReplan:
      let reason = task.status.reason.map { plain($0) } ?? ""
      facts.append(reason.isEmpty ? standing.word : "\(standing.word): \(reason)")
      if let since { facts.append(since) }
    case .expanding:
      facts.append(Standing.parts(of: task))
    case .cancelled(let reason):
      if !reason.isEmpty { facts.append(plain(reason)) }
      if let since { facts.append(since) }
    }
    if let overridden = Standing.overridden(task) { facts.append(overridden) }
    if let attempts = BoardPage.attempts(of: task) { facts.append(attempts) }
    return facts
  }

  /// `attempt 2, 1 failed`; nil for a first one that did not fail.
  static func attempts(of task: PlanTask) -> String? {
    var words: [String] = []
    if task.attempts > 1 { words.append("attempt \(task.attempts)") }
    if task.failures > 0 { words.append("\(task.failures) failed") }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }
}
