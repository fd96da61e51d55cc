extension Plan {
  /// Whether a verdict was given before and still stands: giving it again changes nothing.
  package func isGiven(_ verdict: Verdict) -> Bool {
    guard let last = consent.last else { return false }
    let isSame = last.consent.seen == verdict.seen
    switch verdict.decision {
    case .approve, .confirm:
      return consent.aborted == nil && consent.waits.isEmpty && last.decision.goesOn && isSame
    case .revise:
      return consent.aborted == nil && last.decision == .revise && isSame
        && last.consent.reason == verdict.reason && last.consent.target == verdict.target
    case .abort: return consent.aborted != nil
    case .reopen: return consent.aborted == nil && last.decision == .reopen
    }
  }

  /// Whether only a person may decide that.
  package func needsPerson(_ decision: Decision) -> Bool {
    founding?.approval.via != .any || consent.isDue(.halt) || decision == .reopen
  }

  func decideVerdict(_ verdict: Verdict) throws(Rejection) -> [PlanEvent] {
    try PlanLimits.check(text: verdict.reason, field: "reason")
    try PlanLimits.check(text: verdict.target, field: "target")
    if isGiven(verdict) { return [] }
    if !verdict.way.isPerson, needsPerson(verdict.decision) { throw personNeeded(for: verdict.decision) }
    var consent = Consent(verdict.way, seen: verdict.seen, reason: verdict.reason, target: verdict.target)
    switch verdict.decision {
    case .reopen:
      guard self.consent.aborted != nil else { throw nothingWaits(to: .reopen) }
      return [.planReopened(consent)]
    case .abort:
      consent.target = nil
      return [.planAborted(consent)]
        + tasks.compactMap { task in
          task.status.claim.map {
            .claimReleased(task.id, worker: $0.worker, reason: "the plan was aborted")
          }
        }
    case .approve, .confirm, .revise:
      if self.consent.aborted != nil { throw abortedRefusal("The work") }
      guard !self.consent.waits.isEmpty else { throw nothingWaits(to: verdict.decision) }
      guard verdict.seen == verdict.present else { throw outdated(verdict.seen) }
      if verdict.decision == .revise { return [.revisionRequested(consent)] }
      consent.target = nil
      return PausePoint.allCases.filter(self.consent.isDue).map { point in
        switch point {
        case .halt: .haltLifted(consent)
        case .plan: .planApproved(consent)
        case .batch: .batchConfirmed(consent)
        }
      }
    }
  }

  /// - digest: of what there is to be seen now.
  func decideRequest(
    at point: PausePoint?, note: String?, digest: String
  ) throws(Rejection) -> [PlanEvent] {
    try PlanLimits.check(text: note, field: "note")
    if consent.aborted != nil { throw abortedRefusal("The work") }
    guard let foremost = consent.foremost else { throw nothingWaits(to: nil) }
    if let point, !consent.isDue(point) {
      let due = PausePoint.allCases.filter(consent.isDue).map(\.rawValue)
      throw Rejection(
        .wrongState,
        "\(branchName) does not wait at \(point.rawValue): \(waitWords(foremost)), which is at \(spoken(due)).",
        details: [.init("value", .text(point.rawValue)), .init("allowed", .texts(due))],
        next: .init("request_approval", [.init("plan_branch", .text(branchName))]))
    }
    if consent.isRequested, let request = consent.request, request.seen == digest,
      note == nil || note == request.note
    {
      return []
    }
    return [.approvalRequested(note: note, seen: digest)]
  }

  /// What says that only a person may decide, and how one does.
  ///
  /// - Parameter why: what kept the person from being asked, or the answer from being one.
  package func personNeeded(for decision: Decision, because why: String? = nil) -> Rejection {
    let cause =
      decision == .reopen
      ? "an aborted plan is opened again by no other"
      : consent.isDue(.halt) ? "a halt is lifted by no other" : "its policy says approve_via person"
    let line =
      switch decision {
      case .abort: "gitstate abort \(branchName)"
      case .reopen: "gitstate approve --reopen \(branchName)"
      case .revise: "gitstate approve --revise <reason> \(branchName)"
      case .approve, .confirm: "gitstate approve \(branchName)"
      }
    return Rejection(
      .needsPerson,
      "Only a person decides on \(branchName): \(cause).\(why.map { " \($0)" } ?? "") Nothing was decided.",
      details: [.init("state", .text((consent.foremost.map(state(of:)) ?? .active).rawValue))],
      remedy: "A person decides at a terminal: \(line)")
  }

  private func nothingWaits(to decision: Decision?) -> Rejection {
    var sentence: String
    switch decision {
    case .reopen: sentence = "\(branchName) was not aborted, so there is nothing to open again"
    default: sentence = "Nothing of \(branchName) waits for a decision"
    }
    if let last = consent.last { sentence += "; the last one was \(last.decision.rawValue), at \(last.at)" }
    if consent.last == nil, founding?.approval.asks == .nothing, decision != .reopen {
      sentence += ": its policy asks for none"
    }
    return Rejection(
      .wrongState, sentence + ".",
      details: [
        .init(
          "allowed",
          .texts(
            decision == .reopen
              ? [PlanState.aborted.rawValue]
              : [PlanState.awaitingApproval.rawValue, PlanState.awaitingConfirmation.rawValue]))
      ],
      next: .init("next_tasks", [.init("plan_branch", .text(branchName))]))
  }

  /// What says that something else was seen than what is there, as far as that is known.
  private func outdated(_ seen: String?) -> Rejection {
    var news: [String] = []
    if let seen, let from = known(seen) {
      for kind in PlanConsent.Change.Kind.allCases {
        let ids = consent.changes.filter { $0.kind == kind && $0.seq > from }.map(\.task.text)
        if !ids.isEmpty { news.append("\(kind.rawValue) \(spoken(ids))") }
      }
      for wait in consent.waits where wait.seq > from {
        switch wait.point {
        case .plan: break
        case .batch: news.append("the batch complete")
        case .halt: news.append("work halted by task \(wait.task?.text ?? "")")
        }
      }
    }
    let since = news.isEmpty ? "" : "; since then: \(news.joined(separator: "; "))"
    return Rejection(
      .outdated, "\(branchName) is not what was seen\(since). Ask again, and decide on what is there now.",
      details: [.init("seen", .text(String((seen ?? "").prefix(80))))],
      next: .init("request_approval", [.init("plan_branch", .text(branchName))]))
  }

  /// The seq at which there was that to be seen, where somebody asked or decided then.
  private func known(_ seen: String) -> Int? {
    if let request = consent.request, request.seen == seen { return request.seq }
    if let last = consent.last, last.consent.seen == seen { return last.seq }
    return nil
  }
}
