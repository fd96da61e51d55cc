import StateMachine

/// What is asked and decided in a script, and what is told of it.
extension MachineScript {
  /// Stands for the digest of the content: it changes where the plan or what waits does.
  var digest: String {
    let plan = bench.plan
    let waits = plan.consent.waits.filter { $0.point != .plan }.map { "-\($0.point.rawValue)" }
    return "v\(plan.version)\(waits.joined())"
  }

  func verdict(_ line: String, _ word: String) throws -> Verdict {
    let (head, fields) = fields(line)
    let words = head.split(separator: " ").map(String.init)
    guard let decision = Decision(rawValue: word), words.count > 1, let way = DecisionWay(rawValue: words[1])
    else { throw ScriptFailure(line: line) }
    let needsNone = [.abort, .reopen].contains(decision)
    var verdict = Verdict(
      decision, by: way, seen: words.count > 3 ? words[3] : needsNone ? nil : digest, present: digest)
    for (name, value) in fields {
      switch name {
      case "because": verdict.reason = value
      case "on": verdict.target = value
      default: throw ScriptFailure(line: name)
      }
    }
    return verdict
  }

  func consentTold(_ event: PlanEvent) -> String {
    switch event {
    case .approvalRequested(let note, let seen): "approvalRequested of \(seen)\(note.map { ": \($0)" } ?? "")"
    case .approvalReopened(let reason): "approvalReopened: \(reason)"
    case .batchCompleted(let tasks): "batchCompleted \(tasks.map(\.text).joined(separator: ", "))"
    case .workHalted(let id, let reason): "workHalted by \(id): \(reason)"
    case .planApproved(let consent): "planApproved \(told(consent))"
    case .batchConfirmed(let consent): "batchConfirmed \(told(consent))"
    case .haltLifted(let consent): "haltLifted \(told(consent))"
    case .revisionRequested(let consent): "revisionRequested \(told(consent))"
    case .planAborted(let consent): "planAborted \(told(consent))"
    case .planReopened(let consent): "planReopened \(told(consent))"
    default: ""
    }
  }

  private func told(_ consent: Consent) -> String {
    var words = ["by \(consent.way.rawValue)"]
    if let seen = consent.seen { words.append("of \(seen)") }
    if let target = consent.target { words.append("on \(target)") }
    if let reason = consent.reason { words.append("because \(reason)") }
    return words.joined(separator: " ")
  }
}
