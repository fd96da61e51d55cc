import StateMachine

/// Where a task stands, as a person asks: done and delivered, at work, ready, or waiting, and for what.
enum Standing {
  case delivered(Completion, isMerge: Bool)
  case unmerged(Completion)
  case lost(Completion)
  case claimed(Claim, overdue: Bool)
  case inReview(Claim?)
  case ready
  case waiting([Plan.Unmet])
  case blocked(reason: String)
  case failed(reason: String)
  case needsReplan(reason: String)
  case expanding
  case cancelled(reason: String)

  /// - Parameter ready: the ids of the plan's ready tasks, asked for once for all its tasks.
  init(_ task: PlanTask, in plan: Plan, given facts: PlanFacts, ready: Set<PlanTaskID>, at now: Timestamp) {
    switch task.status {
    case .pending:
      self = ready.contains(task.id) ? .ready : .waiting(plan.unmet(task, given: facts))
    case .claimed(let claim): self = .claimed(claim, overdue: task.isOverdue(at: now))
    case .inReview(let claim): self = .inReview(claim)
    case .completed(let completion):
      switch plan.delivery(of: task, given: facts) {
      case .none: self = .delivered(completion, isMerge: false)
      case .merged: self = .delivered(completion, isMerge: true)
      case .unmerged: self = .unmerged(completion)
      case .lost: self = .lost(completion)
      }
    case .failed(let reason): self = .failed(reason: reason)
    case .blocked(let reason, _): self = .blocked(reason: reason)
    case .needsReplan(let reason): self = .needsReplan(reason: reason)
    case .expanding: self = .expanding
    case .cancelled(let reason): self = .cancelled(reason: reason)
    }
  }

  /// The one character before a task.
  func mark(_ style: Style) -> String {
    let (rich, bare, paint): (String, String, Style.Paint) =
      switch self {
      case .delivered: ("✓", "+", .green)
      case .unmerged: ("◐", "~", .yellow)
      case .lost: ("?", "?", .red)
      case .claimed(_, let overdue): ("●", "*", overdue ? .red : .cyan)
      case .inReview: ("◎", "@", .cyan)
      case .ready: ("○", "o", .bold)
      case .waiting: ("·", ".", .dim)
      case .blocked, .failed, .needsReplan: ("✗", "x", .red)
      case .expanding: ("⋯", ":", .cyan)
      case .cancelled: ("–", "-", .dim)
      }
    return style.paint(style.isUnicode ? rich : bare, paint)
  }

  /// What the note beside a task is painted with.
  var paint: Style.Paint {
    switch self {
    case .delivered, .waiting, .cancelled: .dim
    case .unmerged: .yellow
    case .claimed(_, let overdue): overdue ? .red : .cyan
    case .inReview, .expanding: .cyan
    case .ready: .bold
    case .lost, .blocked, .failed, .needsReplan: .red
    }
  }

  /// What is said beside a task.
  func note(_ task: PlanTask, base: String, at now: Timestamp) -> String {
    switch self {
    case .delivered(let completion, let isMerge):
      return "\(isMerge ? "merged" : "done") \(ago(completion.at, at: now)) by \(plain(completion.by))"
    case .unmerged:
      let merge = task.branch.map { ": gitstate merge \(plain($0.name))" } ?? ""
      return "done, not on \(plain(base)) yet\(merge)"
    case .lost(let completion):
      return "lost: \(plain(base)) no longer reaches \((completion.merge ?? "its merge").prefix(12))"
    case .claimed(let claim, let overdue):
      var note = "worker \(claim.worker), \(elapsed(since: claim.at, at: now))"
      if overdue { note += ", overdue" }
      if let until = claim.until { note += ", \(lease(until: until, at: now))" }
      return note
    case .inReview(let claim): return "in review" + (claim.map { ", worker \($0.worker)" } ?? "")
    case .ready: return "ready" + (task.definition.minutes.map { ", about \($0) min" } ?? "")
    case .waiting(let unmet): return Standing.waitsFor(unmet)
    case .blocked(let reason): return "blocked: \(plain(reason))"
    case .failed(let reason): return "failed: \(plain(reason))"
    case .needsReplan(let reason): return "needs a new plan: \(plain(reason))"
    case .expanding: return "being split up"
    case .cancelled(let reason): return reason.isEmpty ? "cancelled" : "cancelled: \(plain(reason))"
    }
  }

  /// `waits for 002, 003 and wave 1`, each task named once.
  static func waitsFor(_ unmet: [Plan.Unmet]) -> String {
    var words: [String] = []
    for item in unmet {
      let found: [String] =
        switch item.need {
        case .task(let id): [id.text]
        case .capability(let capability):
          item.from.isEmpty ? ["\(quoted(capability.text)), which nothing provides"] : item.from.map(\.text)
        case .wave(let wave): ["wave \(wave)"]
        }
      for word in found where !words.contains(word) { words.append(word) }
    }
    return words.isEmpty ? "waits" : "waits for " + spoken(words, limit: 6)
  }
}
