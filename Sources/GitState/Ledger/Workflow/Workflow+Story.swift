package import StateMachine

extension Workflow {
  /// `workflow: phase 3 passed; started at phase 4`, and the words that people and agents wrote below it.
  package func story(of events: [WorkflowEvent]) -> Story {
    var parts: [String] = []
    var paragraphs: [String] = []
    for event in events {
      switch event {
      case .workflowStarted(let founding):
        parts.append(
          "\(founding.imported == nil ? "started" : "imported") \(founding.mode.rawValue), \(counted(founding.definition.phases.count, "phase"))"
        )
        paragraphs.append(founding.request)
        paragraphs.append("Why so: \(founding.why)")
      case .workHandedOut: break
      case .phaseEvaluated(let evaluation):
        parts.append("phase \(evaluation.phase) \(evaluation.isPassed ? "passed" : "did not pass")")
        paragraphs += evaluation.results.map { "\($0.agent): \($0.summary)" }
      case .phaseRetried(let retry):
        parts.append("again: \(retry.agents.map(\.text).joined(separator: ", "))")
        paragraphs.append(retry.message)
      case .phaseApprovalDue(let phase, _): parts.append("phase \(phase) waits for a person")
      case .phaseApprovalRequested(let note, _):
        parts.append("asked for a decision")
        if let note { paragraphs.append(note) }
      case .phaseApproved(let consent):
        parts.append("approved")
        if let reason = consent.reason { paragraphs.append(reason) }
      case .phaseRevised(_, let retry):
        parts.append("to be revised: \(retry.agents.map(\.text).joined(separator: ", "))")
        paragraphs.append(retry.message)
      case .workflowResumed(_, let instructions, _, let notes, _):
        parts.append("resumed")
        if let instructions { paragraphs.append(instructions) }
        paragraphs += notes.map { "For \($0.agent): \($0.text)" }
      case .workflowEnded(let end):
        parts.append(end.isCompleted ? (end.success ? "completed" : "completed without success") : "failed")
        paragraphs += end.reasons
      case .workflowAborted(let consent, _):
        parts.append("aborted")
        if let reason = consent.reason { paragraphs.append(reason) }
      }
    }
    return Story(subject: "workflow: \(parts.joined(separator: "; "))", paragraphs: paragraphs)
  }

  /// What was said when it was resumed, and when somebody decided.
  package static func reasons(of events: [WorkflowEvent]) -> [String] {
    events.flatMap { event -> [String] in
      switch event {
      case .workflowResumed(_, let instructions, _, let notes, _):
        [instructions].compactMap(\.self) + notes.map { "for \($0.agent): \($0.text)" }
      case .phaseApproved(let consent), .phaseRevised(let consent, _), .workflowAborted(let consent, _):
        [consent.reason].compactMap(\.self)
      case .workflowStarted, .workHandedOut, .phaseEvaluated, .phaseRetried, .phaseApprovalDue,
        .phaseApprovalRequested, .workflowEnded:
        []
      }
    }
  }
}
