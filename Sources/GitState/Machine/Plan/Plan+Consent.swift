extension Plan {
  /// Judges a command: what follows for its task and those that hang together with it, and what that means for the plan.
  package func decide(
    _ command: PlanCommand, given facts: PlanFacts, at now: Timestamp
  ) throws(Rejection) -> [PlanEvent] {
    let events = try judged(command, given: facts, at: now)
    try refuseHandingOut(events)
    return events + reopening(after: events) + batchEnd(after: events, of: command)
  }

  /// Why nothing is handed out; nil where work may be.
  ///
  /// - Parameter task: the one that is asked for, where it is one.
  package func handingOutRefusal(_ task: PlanTaskID? = nil) -> Rejection? {
    let what = task.map { "Task \($0) is not" } ?? "Nothing of \(branchName) is"
    if consent.aborted != nil { return abortedRefusal(task.map { "Task \($0)" } ?? "The work") }
    guard let wait = consent.foremost else { return nil }
    return Rejection(
      .awaitingDecision, "\(what) handed out: \(pauseWords(wait)).",
      details: (task.map { [.init("task", .text($0.text))] } ?? []) + [
        .init("state", .text(state(of: wait).rawValue)),
        .init(
          "paused",
          .record([.init("at", .text(wait.point.rawValue)), .init("since", .text(wait.since.description))])),
      ],
      next: .init("request_approval", [.init("plan_branch", .text(branchName))]))
  }

  /// The one place where a plan that waits, or that ended, hands nothing out, by whatever call.
  private func refuseHandingOut(_ events: [PlanEvent]) throws(Rejection) {
    for event in events {
      switch event {
      case .taskClaimed(let id, _, _, _):
        if let refusal = handingOutRefusal(id) ?? closingRefusal(id) { throw refusal }
      case .taskBranched(let id, _) where consent.aborted != nil:
        throw abortedRefusal("Task \(id)")
      default: break
      }
    }
  }

  /// What workers still have of a batch that is to be confirmed and has begun to come back.
  ///
  /// Until that is back, nothing joins the batch but the parts of its own tasks. A task that is split comes back by its
  /// parts, so it keeps nobody from taking those.
  package var closing: [PlanTaskID] {
    guard founding?.approval.asks == .planAndBatches, !consent.batch.isEmpty else { return [] }
    let words = consent.batch.map { self[$0]?.status.word }
    guard words.contains(where: { $0?.isOut != true }) else { return [] }
    return zip(consent.batch, words).filter { $0.1 == .claimed || $0.1 == .inReview }.map(\.0)
  }

  /// Whether a task, or one that it is a part of, was handed out since the last confirmation.
  package func isOfBatch(_ task: PlanTask) -> Bool {
    consent.batch.contains(task.id) || task.parents.contains(where: consent.batch.contains)
  }

  private func closingRefusal(_ id: PlanTaskID) -> Rejection? {
    let out = closing
    guard !out.isEmpty, let task = self[id], !isOfBatch(task) else { return nil }
    return Rejection(
      .awaitingDecision,
      "Task \(id) is not handed out: \(spoken(out.map(\.text), limit: 5)) of the batch before it \(out.count == 1 ? "is" : "are") still out, and then the batch is confirmed.",
      details: [.init("task", .text(id.text)), .init("batch", .texts(out.map(\.text)))],
      next: .init(
        "parse_plan", [.init("branch", .text(branchName)), .init("ids", .texts(out.prefix(50).map(\.text)))]))
  }

  /// Refuses to complete a task that nobody was given, while nothing is given to anybody.
  package func refuseUngiven(_ task: PlanTask) throws(Rejection) {
    switch task.status.word {
    case .claimed, .inReview, .expanding, .completed, .cancelled: return
    case .pending, .blocked, .failed, .needsReplan: break
    }
    guard task.status.claim == nil, var refusal = handingOutRefusal(task.id) else { return }
    if let wait = consent.foremost, consent.aborted == nil {
      refusal.sentence = "Task \(task.id) is not completed: nobody was given it, and \(pauseWords(wait))."
    }
    throw refusal
  }

  /// What says that an aborted plan hands nothing out and takes nothing in.
  package func abortedRefusal(_ what: String) -> Rejection {
    var sentence = "\(what) goes on no more: \(branchName) was aborted"
    if let aborted = consent.aborted {
      sentence += " at \(aborted.at)"
      if let reason = aborted.consent.reason { sentence += ": \(quoted(reason))" }
    }
    return Rejection(
      .planAborted, sentence + ".",
      details: [.init("state", .text(PlanState.aborted.rawValue))],
      remedy: "A person opens it again, at a terminal: gitstate approve --reopen \(branchName)")
  }

  /// `it waits for approval since …`.
  package func waitWords(_ wait: PlanConsent.Wait) -> String {
    switch wait.point {
    case .plan: "\(branchName) waits for approval since \(wait.since)"
    case .batch: "\(branchName) waits for its batch to be confirmed since \(wait.since)"
    case .halt:
      "\(branchName) is halted\(wait.task.map { " by task \($0)" } ?? "") since \(wait.since), until a person decides"
    }
  }

  func state(of wait: PlanConsent.Wait) -> PlanState {
    wait.point == .plan ? .awaitingApproval : .awaitingConfirmation
  }

  var branchName: String { founding?.session.branch ?? "the plan" }

  /// That an approved plan changed so much that it must be approved again.
  private func reopening(after events: [PlanEvent]) -> [PlanEvent] {
    guard let policy = founding?.approval, policy.asks != .nothing, !consent.isDue(.plan) else { return [] }
    var parts: [(word: String, ids: [String])] = []
    func add(_ word: String, _ id: PlanTaskID) {
      if let index = parts.firstIndex(where: { $0.word == word }) {
        if !parts[index].ids.contains(id.text) { parts[index].ids.append(id.text) }
      } else {
        parts.append((word, [id.text]))
      }
    }
    for event in events {
      switch event {
      case .taskAdded(let definition): add("added", definition.id)
      case .taskCancelled(let id, _): add("cancelled", id)
      case .taskReopened(let id) where self[id]?.status.word == .cancelled: add("taken up again", id)
      case .taskChanged(let definition):
        if let before = self[definition.id]?.definition, definition.moves(from: before) {
          add("other dependencies of", definition.id)
        }
      default: break
      }
    }
    guard !parts.isEmpty else { return [] }
    return [
      .approvalReopened(reason: parts.map { "\($0.word) \(spoken($0.ids))" }.joined(separator: "; "))
    ]
  }

  /// That with these events the last of the batch came back.
  private func batchEnd(after events: [PlanEvent], of command: PlanCommand) -> [PlanEvent] {
    guard founding?.approval.asks == .planAndBatches, !events.isEmpty, consent.aborted == nil,
      !consent.isDue(.batch), !consent.batch.isEmpty
    else { return [] }
    // What a command on one task touches is that task: to look at the others for it would cost the more the larger the plan.
    let members = Set(consent.batch)
    var after = self
    switch command {
    case .decide, .requestApproval, .create, .adopt, .claim: return []
    case .update: break
    default:
      guard let founding else { return [] }
      after = Plan(
        founding: founding, created: created, version: version,
        tasks: consent.batch.compactMap { self[$0] }, learnings: [])
    }
    for event in events { after.apply(Recorded(event, at: created, by: "", seq: 0)) }
    guard consent.batch.allSatisfy({ after[$0]?.status.word.isOut != true }) else { return [] }
    // Where nothing is left there is nothing to hold back.
    let isOpen = { (task: PlanTask) in ![.completed, .cancelled].contains(task.status.word) }
    guard
      after.tasks.contains(where: isOpen) || tasks.contains(where: { !members.contains($0.id) && isOpen($0) })
    else { return [] }
    return [.batchCompleted(consent.batch)]
  }
}

extension TaskStatus.Word {
  /// Whether somebody is at it: it belongs to a batch that is not complete.
  var isOut: Bool {
    switch self {
    case .claimed, .inReview, .expanding: true
    case .pending, .completed, .failed, .blocked, .needsReplan, .cancelled: false
    }
  }
}

extension TaskDefinition {
  /// Whether it waits for other tasks than before, or others for it.
  func moves(from before: TaskDefinition) -> Bool {
    dependsOn != before.dependsOn || preconditions != before.preconditions || provides != before.provides
      || wave != before.wave
  }
}
