extension Workflow {
  /// Whether a verdict was given before and still stands: giving it again changes nothing.
  package func isGiven(_ verdict: Verdict) -> Bool {
    guard let decided else { return false }
    let isSame = decided.consent.seen == verdict.seen
    switch verdict.decision {
    case .approve, .confirm: return wait == nil && decided.decision == .approve && isSame
    case .revise:
      return wait == nil && decided.decision == .revise && isSame
        && decided.consent.reason == verdict.reason
        && (verdict.target == nil || isNamed(decided.consent.target, verdict.target))
    case .abort: return ended?.isAborted == true
    case .reopen: return false
    }
  }

  /// Whether a text names that agent, with or without the sign that requests put before names.
  private func isNamed(_ agent: String?, _ text: String?) -> Bool {
    agent != nil && (text == agent || text == agent.map { "@\($0)" })
  }

  /// Whether only a person may decide.
  package var needsPerson: Bool { founding?.definition.approveVia != .any }

  func decideRequest(note: String?, digest: String) throws(Rejection) -> [WorkflowEvent] {
    try WorkflowLimits.check(text: note, field: "note")
    guard let wait else { throw nothingWaits }
    if let request, request.seq > wait.seq, request.seen == digest, note == nil || note == request.note {
      return []
    }
    return [.phaseApprovalRequested(note: note, seen: digest)]
  }

  func decideVerdict(_ verdict: Verdict) throws(Rejection) -> [WorkflowEvent] {
    try WorkflowLimits.check(text: verdict.reason, field: "reason")
    if isGiven(verdict) { return [] }
    if !verdict.way.isPerson, needsPerson { throw personNeeded(for: verdict.decision) }
    var consent = Consent(verdict.way, seen: verdict.seen, reason: verdict.reason)
    switch verdict.decision {
    case .reopen:
      throw Rejection(
        .invalidArgument, "A workflow is not opened again: begin another that goes on from it.",
        details: [.init("value", .text(verdict.decision.rawValue))],
        next: .init(
          "start_workflow",
          [
            .init("request", .text("<what is to be done now>")),
            .init("continues", .text(founding?.id.text ?? "")),
          ]))
    case .abort:
      if let ended {
        throw Rejection(
          .wrongState, "Workflow \(founding?.id.text ?? "") ended at \(ended.at) already.",
          details: [.init("status", .text(status.rawValue))], next: call("get_workflow_state"))
      }
      return [.workflowAborted(consent, unapproved: wait?.phase)]
    case .approve, .confirm, .revise:
      guard let wait else { throw nothingWaits }
      guard verdict.seen == verdict.present else {
        throw Rejection(
          .outdated,
          "Workflow \(founding?.id.text ?? "") is not what was seen. Ask again, and decide on what is there now.",
          details: [.init("seen", .text(String((verdict.seen ?? "").prefix(80))))],
          next: call("request_approval"))
      }
      guard verdict.decision == .revise else {
        return [.phaseApproved(consent)]
          + (queue.isEmpty ? [.workflowEnded(WorkflowEnd(completed: true, success: true))] : [])
      }
      let retry = try revision(verdict, of: wait)
      consent.target = retry.agents.first?.text
      return [.phaseRevised(consent, retry)]
    }
  }

  /// The work that a person wants done again: a target's, and where that is of an earlier phase, then that of whoever the
  /// person was asked about.
  private func revision(_ verdict: Verdict, of wait: PhaseWait) throws(Rejection) -> WorkflowRetry {
    let definition = founding!.definition
    var target = definition[wait.agent]?.approval?.target ?? wait.agent
    if !takesPart(target) { target = wait.agent }
    if let wanted = verdict.target {
      let allowed = revisable
      guard let agent = allowed.first(where: { isNamed($0.text, wanted) }) else {
        throw Rejection(
          .invalidArgument,
          "\(quoted(wanted)) is nobody whose work could be revised now. It is one of \(spoken(allowed.map(\.text))).",
          details: [
            .init("value", .text(String(wanted.prefix(80)))), .init("allowed", .texts(allowed.map(\.text))),
          ])
      }
      target = agent
    }
    let who = verdict.way.who
    let message = verdict.reason ?? "\(who) wants it revised."
    let number = retries.count { $0.retry.reason == .revision && $0.retry.by == [wait.agent] } + 1
    var handouts = [
      Handout(
        phase: definition.phase(of: target) ?? wait.phase, [target], .revision,
        notes: [AgentText(target, "\(who) wants this revised: \(message)")])
    ]
    // Those of one phase work side by side: none builds on another's work.
    if handouts[0].phase != wait.phase {
      handouts.append(Handout(phase: wait.phase, [wait.agent], .revision))
    }
    return WorkflowRetry(
      .revision, by: [wait.agent], agents: [target], number: number, most: nil, message: message,
      handouts: handouts)
  }

  /// Whose work may be revised now: of everyone up to the phase that waits.
  package var revisable: [AgentID] { wait.map { (1...$0.phase).flatMap(agents(of:)) } ?? [] }

  /// What says that only a person may decide, and how one does.
  package func personNeeded(for decision: Decision, because why: String? = nil) -> Rejection {
    let id = founding?.id.text ?? ""
    let line =
      switch decision {
      case .abort: "gitstate abort \(id)"
      case .revise: "gitstate approve --revise <reason> \(id)"
      case .approve, .confirm, .reopen: "gitstate approve \(id)"
      }
    return Rejection(
      .needsPerson,
      "Only a person decides on workflow \(id): its definition says approve_via person.\(why.map { " \($0)" } ?? "") Nothing was decided.",
      details: [.init("status", .text(status.rawValue))], remedy: "A person decides at a terminal: \(line)")
  }

  private var nothingWaits: Rejection {
    var sentence = "Nothing of workflow \(founding?.id.text ?? "") waits for a decision"
    if let decided { sentence += "; the last one was \(decided.decision.rawValue), at \(decided.at)" }
    return Rejection(
      .wrongState, sentence + ".", details: [.init("status", .text(status.rawValue))],
      next: call("get_workflow_state", [.init("detail", .text("next"))]))
  }
}
