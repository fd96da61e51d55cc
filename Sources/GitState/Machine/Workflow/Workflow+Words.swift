extension Workflow {
  /// By what way it was aborted: here, or where it was kept before.
  package var abortedBy: DecisionWay {
    if let decided, decided.decision == .abort { return decided.consent.way }
    let summary = ended?.end.summary
    return DecisionWay.allCases.last { summary == WorkflowEnd.aborted(by: $0) } ?? .terminal
  }

  /// The phases that somebody works in, by their numbers.
  package var phases: [Int] {
    (founding?.definition.phases.indices ?? 0..<0).map { $0 + 1 }.filter { !agents(of: $0).isEmpty }
  }

  /// Where it stands, in a word or two.
  package var standing: String {
    guard let ended else { return wait == nil ? "in progress" : "waits for a person" }
    if ended.isAborted { return "aborted" }
    guard ended.end.isCompleted else { return "failed" }
    return ended.end.success ? "completed" : "completed without success"
  }

  /// The phase that is awaited; nil at the end.
  package var presentPhase: Int? { ended == nil ? wait?.phase ?? queue.first?.phase : nil }

  /// `phase 3: a person's decision on planner`, `phase 2: backend and frontend, attempt 2`; nil at the end.
  package var awaited: String? {
    guard ended == nil else { return nil }
    if let wait { return "phase \(wait.phase): a person's decision on \(wait.agent)" }
    guard let current else { return nil }
    return
      "phase \(current.phase): \(spoken(current.agents.map(\.text), limit: 4)), attempt \(attempt ?? 1)"
  }
}
