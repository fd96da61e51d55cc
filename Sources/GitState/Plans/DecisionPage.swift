import StateMachine

/// What a person sees who is asked to decide on a plan: plain text, made from the state alone.
///
/// Text of agents stands in it as lines of their own, indented; what would steer a terminal is escaped.
struct DecisionPage {
  let view: PlanView
  /// Of the batch: what was given back without a result, by whom and why.
  var givenBack: [PlanTaskID: GivenBack] = [:]
  /// How long it may be, in bytes; what is left out is counted.
  var limit = Int.max

  private var plan: Plan { view.plan }
  private var consent: PlanConsent { plan.consent }

  func render() -> String {
    var lines = heading
    if consent.waits.contains(where: { $0.point == .batch }) { lines += batch }
    lines += changes
    if consent.waits.contains(where: { $0.point == .plan }) || consent.waits.isEmpty { lines += content }
    return DecisionText.cut(
      lines, DecisionText.note(consent.request), limit: limit,
      more: "gitstate approve \(view.branch) shows all")
  }

  private var heading: [String] {
    var lines = ["Plan \(view.branch), v\(plan.version)"]
    if let aborted = consent.aborted {
      lines.append("It was aborted at \(aborted.at).")
      lines += DecisionText.field("because", aborted.consent.reason)
    } else if consent.waits.isEmpty {
      lines.append("Nothing of it waits for a decision.")
    }
    for wait in consent.waits where wait.point == .halt { lines += halt(wait) }
    for wait in consent.waits where wait.point != .halt {
      switch wait.point {
      case .halt: break
      case .plan: lines.append("It waits for approval since \(wait.since); nothing is handed out meanwhile.")
      case .batch:
        lines.append(
          "Its batch is complete since \(wait.since); nothing is handed out until that is confirmed.")
      }
      lines += DecisionText.field("because", wait.reason)
    }
    lines += DecisionText.field("wanted", view.founding.request)
    if let revision = consent.revision {
      let who = revision.consent.way.isPerson ? "A person" : "An agent"
      lines.append("\(who) asked for a revision at \(revision.at)")
      lines += DecisionText.field("because", revision.consent.reason)
      lines += DecisionText.field("of", revision.consent.target)
    }
    return lines
  }

  private func halt(_ wait: PlanConsent.Wait) -> [String] {
    ["HALTED by task \(wait.task?.text ?? "") since \(wait.since): a security block was reported"]
      + DecisionText.field("because", wait.reason)
  }

  /// What came of what was handed out, and what is left.
  private var batch: [String] {
    let members = consent.batch.compactMap { plan[$0] }
    var lines = ["", "The batch: \(spoken(members.map(\.id.text), limit: 40))"]
    for task in members {
      let delivery = plan.delivery(of: task, given: view.facts)
      var words = task.status.word.spoken
      if task.status.word == .completed, !delivery.counts { words += ", not merged" }
      let override = task.standingOverride
      if let override { words += ", review overridden by \(legible(override.name))" }
      if task.status.word == .pending {
        words =
          if let back = givenBack[task.id] {
            "given back by worker \(back.worker), to be handed out again"
          } else if let error = task.errors.last {
            "failed, to be tried again: \(legible(error.error.message))"
          } else {
            "open again, to be handed out again"
          }
      }
      lines.append("  \(task.id)  \(title(task)): \(words)")
      for reason in [task.status.reason, override?.reason, givenBack[task.id]?.reason] {
        lines += DecisionText.field("because", reason, below: "      ")
      }
    }
    let left = plan.whole.filter { ![.completed, .cancelled].contains($0.status.word) }
    lines.append(
      "Remaining: \(left.count) of \(plan.whole.count { $0.status.word != .cancelled })\(left.isEmpty ? "" : ", \(spoken(left.map(\.id.text), limit: 40))")"
    )
    return lines
  }

  /// What changed since somebody last let the work go on, whether or not that had to be approved.
  private var changes: [String] {
    guard consent.last != nil, !consent.changes.isEmpty else { return [] }
    var lines = ["", "Changed since the last decision:"]
    for kind in PlanConsent.Change.Kind.allCases {
      let ids = consent.changes.filter { $0.kind == kind }.map(\.task.text)
      if !ids.isEmpty { lines.append("  \(kind.rawValue) \(spoken(ids, limit: 40))") }
    }
    // What is shown whole below need not be said twice.
    guard !consent.waits.contains(where: { $0.point == .plan }) else { return lines }
    let touched = Set(consent.changes.map(\.task))
    for task in plan.tasks where touched.contains(task.id) { lines += self.task(task) }
    return lines
  }

  /// The plan itself: the tasks by wave, with everything that an approval is of.
  private var content: [String] {
    let founding = view.founding
    let policy = founding.approval
    var lines = [
      "",
      "Policy: \(policy.asks.rawValue), decided by \(policy.via == .person ? "a person" : "anyone"). Up to \(counted(founding.maxWorkers, "worker")). Base \(founding.base)\(founding.target.map { ", landed on \($0)" } ?? "").",
    ]
    switch founding.reviews {
    case .required: break
    case .all: lines.append("Every task is reviewed before it is completed.")
    case .none: lines.append("No task is reviewed.")
    }
    lines += DecisionText.field("architecture", founding.architecture)
    lines += DecisionText.field("design patterns", founding.designPatterns)
    lines += DecisionText.field("technology stack", founding.technologyStack)
    let open = plan.whole.filter { $0.status.word != .cancelled }
    let waves = plan.graph(given: view.facts).waves
    var groups: [Int: [PlanTask]] = [:]
    for (index, task) in open.enumerated() { groups[waves[index] ?? .max, default: []].append(task) }
    for wave in groups.keys.sorted() {
      lines += ["", wave == .max ? "Waiting for each other" : "Wave \(wave)"]
      for task in groups[wave] ?? [] { lines += self.task(task) }
    }
    let cancelled = plan.whole.filter { $0.status.word == .cancelled }
    if !cancelled.isEmpty { lines += ["", "Cancelled: \(spoken(cancelled.map(\.id.text), limit: 40))"] }
    return lines
  }

  private func task(_ task: PlanTask) -> [String] {
    let definition = task.definition
    var facts: [String] = []
    if let priority = definition.priority { facts.append(priority.rawValue) }
    if let effort = definition.effort { facts.append(effort.rawValue) }
    if let time = definition.estimatedTime { facts.append(legible(time)) }
    if let agent = definition.agent { facts.append("agent \(legible(agent))") }
    if definition.requiresReview == true { facts.append("review") }
    if task.status != .pending {
      facts.append(task.status.word.rawValue.split(separator: "_").joined(separator: " "))
    }
    var lines = [
      "  \(task.id)  \(title(task))\(facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")"
    ]
    func add(_ label: String, _ items: [String]) {
      if !items.isEmpty {
        lines.append("      \(label): \(items.map { legible($0) }.joined(separator: ", "))")
      }
    }
    let known = definition.title.map(comparable)
    if known != comparable(definition.description)
      && (known != nil || definition.description.contains(where: \.isNewline))
    {
      lines += DecisionText.indented(definition.description, by: "      ")
    }
    add("after", definition.dependsOn.map(\.text))
    add("needs", definition.preconditions.map(\.text))
    add("provides", definition.provides.map(\.text))
    add("files", definition.files)
    add("accepted when", definition.acceptanceCriteria)
    if let script = definition.verificationScript { add("verified by", [script]) }
    if let notes = definition.implementationNotes {
      lines.append("      notes:")
      lines += DecisionText.indented(notes, by: "        ")
    }
    return lines
  }

  private func title(_ task: PlanTask) -> String {
    let text = task.definition.title ?? task.definition.description
    return legible(text.prefix(while: { !$0.isNewline }))
  }
}
