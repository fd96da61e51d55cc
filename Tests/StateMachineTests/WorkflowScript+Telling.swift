import StateMachine
import WorkflowWalks

extension WorkflowScript {
  func told(_ event: WorkflowEvent) -> String {
    switch event {
    case .workflowStarted(let founding):
      "workflowStarted \(founding.mode.rawValue)\(founding.targets.isEmpty ? "" : " for \(told(founding.targets))")\(founding.carried.map { ", goes on from \($0.id)" } ?? "")"
    case .workHandedOut(let snapshot): "workHandedOut at \(snapshot.commit)"
    case .phaseEvaluated(let evaluation): told(evaluation)
    case .phaseRetried(let retry): "phaseRetried \(told(retry))"
    case .phaseApprovalDue(let phase, let agent): "phaseApprovalDue in phase \(phase), about \(agent)"
    case .phaseApprovalRequested(let note, let seen):
      "phaseApprovalRequested of \(seen)\(note.map { ": \($0)" } ?? "")"
    case .phaseApproved(let consent): "phaseApproved \(told(consent))"
    case .phaseRevised(let consent, let retry): "phaseRevised \(told(consent)), \(told(retry))"
    case .workflowResumed(let phase, let instructions, let again, let notes, let adds):
      "workflowResumed after phase \(phase)\(instructions.map { " with \($0)" } ?? "")\(adds ? " besides" : "")\(notes.map { ", to \($0.agent): \($0.text)" }.joined())\(again.isEmpty ? "" : ", again \(told(again))")"
    case .workflowEnded(let end): "workflowEnded \(told(end))"
    case .workflowAborted(let consent, _): "workflowAborted \(told(consent))"
    }
  }

  private func told(_ evaluation: PhaseEvaluation) -> String {
    var text = "phaseEvaluated \(evaluation.phase), attempt \(evaluation.attempt): "
    text += evaluation.isPassed ? "passed" : "did not pass"
    if evaluation.results.count > 1 || !evaluation.isPassed {
      text += " (content: \(told(evaluation.passed)))"
    }
    for (word, files) in [("unreported", evaluation.unreported), ("unchanged", evaluation.unchanged)]
    where !files.isEmpty {
      text += ", \(word) \(files.joined(separator: ", "))"
    }
    return text
  }

  private func told(_ retry: WorkflowRetry) -> String {
    let from = retry.by.isEmpty ? "" : " from \(told(retry.by))"
    let number = "\(retry.number)\(retry.most.map { " of \($0)" } ?? "")"
    return "\(retry.reason.rawValue) \(number)\(from) to \(told(retry.agents)): \(told(retry.handouts))"
  }

  private func told(_ handouts: [Handout]) -> String {
    handouts.map { "\($0.phase) \(told($0.agents))" }.joined(separator: ", then ")
  }

  private func told(_ agents: [AgentID]) -> String { spoken(agents.map(\.text)) }

  private func told(_ end: WorkflowEnd) -> String {
    var text = end.isCompleted ? "completed" : "failed"
    if end.isCompleted { text += end.success ? " with success" : " without success" }
    if !end.reasons.isEmpty { text += ": \(end.reasons.joined(separator: " / "))" }
    if !end.suggested.isEmpty { text += "; suggested \(told(end.suggested))" }
    return text
  }

  private func told(_ consent: Consent) -> String {
    var words = ["by \(consent.way.rawValue)"]
    if let seen = consent.seen { words.append("of \(seen)") }
    if let target = consent.target { words.append("on \(target)") }
    if let reason = consent.reason { words.append("because \(reason)") }
    return words.joined(separator: " ")
  }

  /// The workflow after a block: a line for the whole, one a phase, and what is to be done.
  var state: [String] {
    let workflow = bench.workflow
    guard let founding = workflow.founding else { return ["= nothing"] }
    var lines = ["= \(workflow.status.rawValue), \(founding.mode.rawValue)"]
    if let resumed = workflow.resumed { lines[0] += ", resumed after phase \(resumed.phase)" }
    for (index, phase) in founding.definition.phases.enumerated() {
      let attempts = workflow.attempts[index + 1] ?? 0
      lines.append(
        "  \(index + 1) \(phase.agents.map(\.text).joined(separator: ", ")): \(workflow.stand(of: index + 1).rawValue)\(attempts > 1 ? ", \(attempts) times" : "")"
      )
    }
    if let loop = workflow.loop { lines.append("  feedback \(told(loop))") }
    for (word, files) in [
      ("created", workflow.files.created), ("modified", workflow.files.modified),
      ("deleted", workflow.files.deleted),
    ] where !files.isEmpty { lines.append("  \(word) \(files.joined(separator: ", "))") }
    for decision in workflow.decisions {
      lines.append(
        "  decided in phase \(decision.phase ?? 0): \(decision.decision)\(decision.reason.map { ", because \($0)" } ?? "")"
      )
    }
    if let ended = workflow.ended {
      lines.append("  ended\(ended.isAborted ? " by a person" : ""), \(told(ended.end))")
      lines.append("  \(counted(workflow.invoked, "agent")) invoked")
    }
    return lines + next
  }

  /// What the driver does next, with what each agent is told.
  private var next: [String] {
    guard let action = bench.workflow.nextAction else { return ["next nothing"] }
    var lines = ["next \(action.kind.rawValue) phase \(action.phase), attempt \(action.attempt)"]
    if let aggregation = action.aggregation { lines[0] += ", \(aggregation.rawValue)" }
    if let approval = action.approval {
      lines[0] += action.isAwaited ? ", a person is awaited: " : ", a person is asked after it: "
      lines[0] += approval.question
    }
    if let request = action.currentRequest { lines.append("  now wanted: \(request)") }
    for told in action.agents {
      lines.append("  \(told.agent): \(told.text.split(separator: "\n").joined(separator: " / "))")
    }
    return lines
  }
}
