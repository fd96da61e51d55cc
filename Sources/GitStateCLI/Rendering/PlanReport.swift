import StateMachine

/// A plan's report as Markdown: the summary that an orchestrator gives at the end, from what the ledger holds.
struct PlanReport {
  let plan: Plan
  let facts: PlanFacts
  let branch: String
  let state: String
  /// When the ledger last moved.
  let updated: Timestamp
  let now: Timestamp
  var finished: Set<PlanTaskID> = []
  var warnings: [String] = []
  /// What is merged and not landed, in a sentence.
  var landing: String?
  /// Tasks whose last report asks for documents.
  var documents: Set<PlanTaskID> = []

  func render() -> String {
    let standings = Standing.all(of: plan, given: facts, finished: finished, at: now)
    let progress = plan.progress(given: facts)
    // What else the base lists is not this plan's doing.
    let own = Set(plan.tasks.flatMap(\.definition.provides))
    let title = plainLines(plan.founding?.request ?? "").first ?? branch
    var lines = ["# \(markdown(title))", ""]
    let words = state.split(separator: "_").joined(separator: " ")
    lines += [
      "**\(markdown(words))**: \(progress.completed) of \(counted(progress.total, "task")) delivered, plan version v\(plan.version), `\(plain(branch))`.",
      "Begun \(day(plan.created)), last changed \(day(updated)).", "",
    ]
    if let aborted = plan.consent.aborted {
      lines += ["Aborted \(day(aborted.at)) by \(oneLine(Standing.whoDecided(aborted))).", ""]
    }
    lines += waits()
    lines += objective()
    lines += tasks(standings)
    lines += overrides()
    lines += failures()
    lines += texts(
      "Learned", plan.learnings.map { "v\($0.version): \(oneLine($0.text)) (\(markdown($0.by)))" })
    lines += texts(
      "Provided", plan.available(given: facts).filter(own.contains).map { markdown($0.text) },
      none: "Nothing yet.")
    lines += texts("Open", open(standings), none: "Nothing is left to do.")
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What it waits for, and what somebody wants changed before.
  private func waits() -> [String] {
    guard let wait = plan.consent.foremost, plan.state(given: facts).isOpen else { return [] }
    let words = plan.waitWords(wait).split(separator: " ").dropFirst().joined(separator: " ")
    var lines = ["It \(markdown(words))."]
    if let revision = plan.revision, let words = plan.revisionWords(withReason: false) {
      let reason = revision.consent.reason.map { ": \(oneLine($0))" } ?? ""
      lines.append("On \(day(revision.at)) it was sent back; \(markdown(words))\(reason)")
    }
    return lines + [""]
  }

  private func objective() -> [String] {
    guard let founding = plan.founding else { return [] }
    var lines = ["## Objective", ""] + markdownQuote(founding.request) + [""]
    let more = [
      ("Architecture", founding.architecture), ("Design patterns", founding.designPatterns),
      ("Technology", founding.technologyStack),
    ]
    for (name, text) in more {
      if let text, !text.isEmpty { lines += ["- \(name): \(oneLine(text))"] }
    }
    if lines.last?.isEmpty == false { lines.append("") }
    return lines
  }

  private func tasks(_ standings: [Standing]) -> [String] {
    guard !plan.tasks.isEmpty else { return ["## Tasks", "", "The plan has none.", ""] }
    var lines = ["## Tasks", ""]
    for group in [.done, .toMerge, .atWork, .inReview, .stuck, .ready, .waiting, .cancelled]
      as [Standing.Group]
    {
      let members = plan.tasks.indices.filter { standings[$0].group == group }
      guard !members.isEmpty else { continue }
      lines += [
        "### \(group.name) (\(members.count))", "", "| task | what | who | when | commit | attempts |",
        "|---|---|---|---|---|---|",
      ]
      for index in members { lines.append(row(plan.tasks[index], standings[index])) }
      lines.append("")
    }
    return lines
  }

  private func row(_ task: PlanTask, _ standing: Standing) -> String {
    var who = task.report.map { "worker \($0.worker)" } ?? ""
    var when = ""
    var commit = ""
    switch task.status {
    case .completed(let completion):
      // Who worked says more than who merged.
      if who.isEmpty { who = markdown(completion.by) }
      when = day(completion.at)
      commit = (completion.merge ?? completion.tip).map { "`\($0.prefix(12))`" } ?? ""
    default:
      if let claim = task.status.claim {
        who = "worker \(claim.worker)"
        when = "since \(day(claim.at))"
      }
    }
    let overridden = Standing.overridden(task).map { " (\(markdown($0)))" } ?? ""
    let what = markdown(TaskRows.title(task)) + overridden
    let attempts = task.failures > 0 ? "\(task.attempts), \(task.failures) failed" : "\(task.attempts)"
    return "| \(markdown(task.id.text)) | \(what) | \(who) | \(when) | \(commit) | \(attempts) |"
  }

  /// What somebody let through without the review that it needed.
  private func overrides() -> [String] {
    texts(
      "Reviews overridden",
      plan.tasks.compactMap { task in
        task.standingOverride.map {
          "\(markdown(task.id.text)), \(day($0.at)) by \(markdown($0.name)): \(oneLine($0.reason))"
        }
      })
  }

  private func failures() -> [String] {
    var items: [String] = []
    for task in plan.tasks {
      for failure in task.errors {
        let kind = failure.error.type.map { " \(markdown($0)):" } ?? ""
        items.append(
          "\(markdown(task.id.text)), \(day(failure.at)) by \(markdown(failure.by)):\(kind) \(oneLine(failure.error.message))"
        )
        if let fix = failure.error.suggestedFix, !fix.isEmpty {
          items[items.count - 1] += " Suggested: \(oneLine(fix))"
        }
      }
      if let reason = task.status.reason, !reason.isEmpty, task.status.word != .cancelled {
        items.append(
          "\(markdown(task.id.text)) is \(task.status.word.rawValue.split(separator: "_").joined(separator: " ")): \(oneLine(reason))"
        )
      }
    }
    return texts("Failures and retries", items, none: "None.")
  }

  /// What is left to do: open tasks, documents that were asked for, what waits to be landed, warnings.
  private func open(_ standings: [Standing]) -> [String] {
    var items: [String] = []
    for (task, standing) in zip(plan.tasks, standings)
    where standing.group != .done && standing.group != .cancelled {
      var word = standing.word
      if case .waiting(let unmet) = standing {
        word = Standing.waitsFor(unmet, isAborted: plan.consent.aborted != nil)
      }
      if case .expanding = standing { word = Standing.parts(of: task) }
      items.append("\(markdown(task.id.text)) \(markdown(TaskRows.title(task))): \(markdown(word))")
    }
    for task in plan.tasks where documents.contains(task.id) {
      items.append("Documents for \(markdown(task.id.text)), asked for by its report")
    }
    if let landing { items.append(markdown(landing)) }
    return items + warnings.map { markdown($0) }
  }

  private func texts(_ heading: String, _ items: [String], none: String? = nil) -> [String] {
    guard !items.isEmpty else { return none.map { ["## \(heading)", "", $0, ""] } ?? [] }
    return ["## \(heading)", ""] + items.map { "- \($0)" } + [""]
  }

  private func oneLine(_ text: String) -> String {
    plainLines(text).map { markdown($0) }.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// `2026-01-31 09:14 UTC`: a report is read elsewhere.
  private func day(_ moment: Timestamp) -> String {
    let text = moment.description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
  }
}
