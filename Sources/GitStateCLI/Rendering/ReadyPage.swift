import StateMachine

/// What may start now, and what every other open task waits for.
struct ReadyPage {
  let plan: Plan
  let facts: PlanFacts
  let branch: String
  let now: Timestamp
  /// Tasks whose work is reported complete and not merged.
  var finished: Set<PlanTaskID> = []

  func render(_ style: Style) -> String {
    let readyIDs = Set(plan.ready(given: facts).map(\.id))
    let refusal = plan.handingOutRefusal()
    let ready = plan.ready(given: facts).filter { !finished.contains($0.id) && refusal == nil }
    var lines: [String] = []
    if let refusal {
      lines += style.wrap(plain(refusal.sentence), to: style.width)
      lines += RevisionLines.render(plan, at: now, style)
      lines.append("  " + style.paint(plain(refusal.remedy ?? "gitstate approve \(branch)"), .cyan))
    } else if ready.isEmpty {
      let progress = plan.progress(given: facts)
      lines.append(
        progress.completed == progress.total && progress.total > 0
          ? "Everything of \(plain(branch)) is delivered." : "Nothing of \(plain(branch)) can start now.")
    } else {
      lines.append(
        style.paint("Ready", .bold) + style.paint("  \(plain(branch)), the most wanted first", .dim))
      var table = Table()
      for task in ready {
        var facts: [String] = []
        if let priority = task.definition.priority { facts.append(priority.rawValue) }
        if let minutes = task.definition.minutes { facts.append("about \(minutes) min") }
        if let branch = task.branch { facts.append(plain(branch.name)) }
        let title = style.cut(TaskRows.title(task), to: max(style.width - 50, 24))
        table.rows.append([style.isUnicode ? "○" : "o", task.id.text, title, facts.joined(separator: ", ")])
      }
      lines.append(table.render(style, indent: "  "))
    }
    let waiting = plan.tasks.filter { $0.status.word == .pending && !readyIDs.contains($0.id) }
    if !waiting.isEmpty {
      lines += ["", style.paint("Waiting", .bold)]
      for task in waiting { lines += self.waiting(task, style) }
    }
    let merging = plan.tasks.filter { finished.contains($0.id) }
    if !merging.isEmpty {
      lines += ["", style.paint("To be merged", .bold)]
      lines += rows(merging, readyIDs, style)
    }
    let held = plan.tasks.filter { $0.status.claim != nil && !finished.contains($0.id) }
    if !held.isEmpty {
      lines += ["", style.paint("At work", .bold)]
      lines += rows(held, readyIDs, style)
    }
    let stuck = plan.tasks.filter {
      [.failed, .blocked, .needsReplan].contains($0.status.word) && $0.status.claim == nil
        || $0.status.word == .completed && !plan.isDone($0, given: facts)
    }
    if !stuck.isEmpty {
      lines += ["", style.paint("Stuck", .bold)]
      lines += rows(stuck, readyIDs, style)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func rows(_ tasks: [PlanTask], _ ready: Set<PlanTaskID>, _ style: Style) -> [String] {
    let shown = Set(tasks.map(\.id))
    let known = Standing.Known(ready: ready, finished: finished)
    let standings = plan.tasks.map { Standing($0, in: plan, given: facts, known, at: now) }
    let rows = TaskRows(
      plan: plan, standings: standings, base: plan.founding?.base ?? "the base", now: now,
      isShown: { shown.contains($0.id) })
    return rows.render(Array(plan.tasks.indices), style)
  }

  /// A waiting task, and below it one line for each thing that it waits for.
  private func waiting(_ task: PlanTask, _ style: Style) -> [String] {
    let mark = style.paint(style.isUnicode ? "·" : ".", .dim)
    var lines = [
      "  \(mark) \(task.id)  \(style.cut(TaskRows.title(task), to: style.width - 6 - task.id.text.count))"
    ]
    for item in plan.unmet(task, given: facts) {
      let words: String
      switch item.need {
      case .task(let id): words = "task \(described(id))"
      case .capability(let capability):
        let name = plain(capability.text)
        if item.from.isEmpty {
          let near = item.near.first.map { "; the nearest is \(plain($0))" } ?? ""
          words = "\(name), which nothing provides\(near)"
        } else {
          words = "\(name), from \(spoken(item.from.map(described)))"
        }
      case .wave(let wave): words = "the rest of wave \(wave): \(spoken(item.from.map(\.text)))"
      }
      for (index, line) in style.wrap(words, to: style.width - 8).enumerated() {
        lines.append(style.paint((index == 0 ? "      for " : "          ") + line, .dim))
      }
    }
    return lines
  }

  /// A task and where it stands, `003 (worker 2)`.
  private func described(_ id: PlanTaskID) -> String {
    guard let task = plan[id] else { return id.text }
    if let claim = task.status.claim { return "\(id) (worker \(claim.worker))" }
    let word = task.status.word.rawValue.split(separator: "_").joined(separator: " ")
    return task.status.word == .completed ? "\(id) (not merged)" : "\(id) (\(word))"
  }
}
