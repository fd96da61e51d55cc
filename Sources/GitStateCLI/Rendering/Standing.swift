import StateMachine

/// Where a task stands, as a person asks: done and delivered, at work, ready, or waiting, and for what.
enum Standing {
  case delivered(Completion, isMerge: Bool)
  case unmerged(Completion)
  case lost(Completion)
  case claimed(Claim, overdue: Bool, isGone: Bool)
  /// Its last worker reported that it is complete, and nobody merged it.
  case finished(Claim?)
  case inReview(Claim?)
  case ready
  case waiting([Plan.Unmet])
  case blocked(reason: String)
  case failed(reason: String)
  case needsReplan(reason: String)
  case expanding
  case cancelled(reason: String)

  /// What is asked once for all tasks of a plan.
  struct Known {
    /// The ids of the plan's ready tasks.
    var ready: Set<PlanTaskID>
    /// Of those whose work is reported complete and not merged.
    var finished: Set<PlanTaskID> = []
    /// Workers whose worktree is gone.
    var dead: Set<WorkerID> = []
    /// What pending tasks wait for; where a task is not among them, it is asked for by itself.
    var waits: [PlanTaskID: [Plan.Unmet]] = [:]
  }

  init(_ task: PlanTask, in plan: Plan, given facts: PlanFacts, _ known: Known, at now: Timestamp) {
    switch task.status {
    case .pending, .claimed, .inReview, .blocked:
      if known.finished.contains(task.id) {
        self = .finished(task.status.claim)
        return
      }
    case .completed, .failed, .needsReplan, .expanding, .cancelled: break
    }
    switch task.status {
    case .pending:
      self =
        known.ready.contains(task.id)
        ? .ready : .waiting(known.waits[task.id] ?? plan.unmet(task, given: facts))
    case .claimed(let claim):
      self = .claimed(
        claim, overdue: task.isOverdue(at: now), isGone: known.dead.contains(claim.worker))
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

  /// Whether it was split, and waits for its parts.
  var isSplit: Bool { if case .expanding = self { true } else { false } }

  /// The one character before a task.
  func mark(_ style: Style) -> String {
    let (rich, bare, paint): (String, String, Style.Paint) =
      switch self {
      case .delivered: ("✓", "+", .green)
      case .unmerged: ("◐", "~", .yellow)
      case .lost: ("?", "?", .red)
      case .claimed(_, let overdue, let isGone): ("●", "*", overdue || isGone ? .red : .cyan)
      case .finished: ("◐", "~", .yellow)
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
    case .unmerged, .finished: .yellow
    case .claimed(_, let overdue, let isGone): overdue || isGone ? .red : .cyan
    case .inReview, .expanding: .cyan
    case .ready: .bold
    case .lost, .blocked, .failed, .needsReplan: .red
    }
  }

  /// What is said beside a task.
  ///
  /// - Parameter isAborted: whether the plan was.
  func note(_ task: PlanTask, base: String, at now: Timestamp, isAborted: Bool = false) -> String {
    let words = words(of: task, base: base, at: now, isAborted: isAborted)
    guard let overridden = Standing.overridden(task) else { return words }
    // A command at the end is to be copied.
    return switch self {
    case .unmerged, .finished: "\(overridden); \(words)"
    default: "\(words), \(overridden)"
    }
  }

  /// `review overridden by Ann`; nil where nobody did without a review.
  static func overridden(_ task: PlanTask) -> String? {
    task.standingOverride.map { "review overridden by \(plain($0.name))" }
  }

  /// What a task's note is painted with: one that went without its review stands out.
  func paint(for task: PlanTask) -> Style.Paint {
    switch self {
    case .delivered where task.standingOverride != nil: .yellow
    default: paint
    }
  }

  private func words(of task: PlanTask, base: String, at now: Timestamp, isAborted: Bool) -> String {
    switch self {
    case .delivered(let completion, let isMerge):
      return "\(isMerge ? "merged" : "done") \(ago(completion.at, at: now)) by \(plain(completion.by))"
    case .unmerged:
      let merge = task.branch.map { ": gitstate merge \(plain($0.name))" } ?? ""
      return "done, not on \(plain(base)) yet\(merge)"
    case .lost(let completion):
      return "lost: \(plain(base)) no longer reaches \((completion.merge ?? "its merge").prefix(12))"
    case .claimed(let claim, let overdue, let isGone):
      var note = "worker \(claim.worker), \(elapsed(since: claim.at, at: now))"
      if isGone { note += ", worktree gone" }
      if overdue { note += ", overdue" }
      if let until = claim.until {
        note += ", \(now < until ? "" : "lease ")\(lease(until: until, at: now))"
      }
      return note
    case .finished(let claim):
      let merge = task.branch.map { ": gitstate merge \(plain($0.name))" } ?? ""
      return "finished" + (claim.map { " by worker \($0.worker)" } ?? "") + ", not merged\(merge)"
    case .inReview(let claim): return "in review" + (claim.map { ", worker \($0.worker)" } ?? "")
    case .ready: return "ready" + (task.definition.minutes.map { ", about \($0) min" } ?? "")
    case .waiting(let unmet): return Standing.waitsFor(unmet, isAborted: isAborted)
    case .blocked(let reason): return "blocked: \(plain(reason))"
    case .failed(let reason): return "failed: \(plain(reason))"
    case .needsReplan(let reason): return "needs a new plan: \(plain(reason))"
    case .expanding: return Standing.parts(of: task)
    case .cancelled(let reason): return reason.isEmpty ? "cancelled" : "cancelled: \(plain(reason))"
    }
  }

  /// `waits for 002, 003 and wave 1`, each task named once.
  ///
  /// - Parameter isAborted: whether the plan was: then nothing of it starts before a person opens it again.
  static func waitsFor(_ unmet: [Plan.Unmet], isAborted: Bool = false) -> String {
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
    if words.isEmpty { words = [isAborted ? "a person to open the plan again" : "a decision"] }
    return "waits for " + spoken(words, limit: 6)
  }

  /// `split into 3 parts`.
  static func parts(of task: PlanTask) -> String {
    task.subTasks.isEmpty ? "being split up" : "split into \(counted(task.subTasks.count, "part"))"
  }
}

extension Standing {
  /// `Ada, a person: The reason`.
  static func whoDecided(_ decided: Decided) -> String {
    plain(decided.by) + (decided.consent.way.isPerson ? ", a person" : ", no person")
      + (decided.consent.reason.map { ": \(plain($0))" } ?? "")
  }
}

extension Plan {
  /// The tasks that may be started now: none while the plan waits for a person, or was aborted.
  func startable(given facts: PlanFacts) -> Set<PlanTaskID> {
    handingOutRefusal() == nil ? Set(ready(given: facts).map(\.id)) : []
  }
}
