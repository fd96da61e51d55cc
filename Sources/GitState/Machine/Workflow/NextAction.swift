/// What a workflow's driver does next.
package struct NextAction: Hashable, Sendable {
  package let kind: WorkflowPhase.Kind
  package let phase: Int
  /// Which time this phase is handed out, counted from 1.
  package let attempt: Int
  /// Who works, and what each is told; nobody while a person is awaited.
  package let agents: [AgentText]
  /// Of a phase of several.
  package let aggregation: WorkflowPhase.Aggregation?
  package let originalRequest: String
  /// What is asked for now, where that is not the first request.
  package let currentRequest: String?
  /// What came of the phases before.
  package let previous: [AgentResult]
  package let documents: [String]
  /// The question to a person once these have worked.
  package let approval: WorkflowApproval?
  /// Whether that person is awaited now.
  package let isAwaited: Bool
}

extension Workflow {
  /// What is to be done now; nil at the end.
  package var nextAction: NextAction? {
    guard let founding, ended == nil else { return nil }
    let definition = founding.definition
    let asked = wait.flatMap { definition[$0.agent]?.approval }
    guard let phase = wait?.phase ?? queue.first?.phase else { return nil }
    let handed = current?.agents ?? []
    let members = agents(of: phase)
    return NextAction(
      kind: handed.count > 1 ? .parallel : .sequential, phase: phase,
      attempt: attempt ?? attempts[phase] ?? 1,
      agents: handed.map { AgentText($0, instruction(for: $0)) },
      aggregation: members.count > 1 ? definition[phase: phase]?.aggregation : nil,
      originalRequest: originalRequest, currentRequest: currentRequest,
      previous: records.filter { $0.evaluation.phase < phase }.sorted {
        $0.evaluation.phase < $1.evaluation.phase
      }.flatMap(\.evaluation.results),
      documents: handed.reduce(into: []) { documents, agent in
        for document in definition[agent]?.documents ?? [] where !documents.contains(document) {
          documents.append(document)
        }
      },
      approval: asked ?? members.lazy.compactMap { definition[$0]?.approval }.first, isAwaited: wait != nil)
  }

  /// The request with which it all began.
  package var originalRequest: String {
    founding?.carried?.originalRequest ?? founding?.request ?? ""
  }

  /// What is asked for now, where that is not the first request.
  package var currentRequest: String? {
    guard let founding else { return nil }
    let request = founding.carried == nil && founding.mode == .full ? nil : founding.request
    return [request, resumed?.instructions].compactMap(\.self).last
  }

  /// What an agent is told: its part, what this workflow says of it, and why it works again.
  private func instruction(for agent: AgentID) -> String {
    guard let founding else { return "" }
    let member = founding.definition[agent]
    let notes = current?.notes.filter { $0.agent == agent }.map(\.text) ?? []
    // What a workflow takes over stands before what is its own.
    let before = founding.carried
    let carried = (before?.summaries ?? []).filter { old in !summaries.contains { $0.agent == old.agent } }
    let words = (carried + summaries).map {
      "\($0.agent): \(clipped($0.text, toBytes: WorkflowLimits.retold))"
    }.joined(
      separator: "\n")
    var changed = before?.files ?? WorkflowFiles()
    changed.add(files)
    let values = [
      "request": founding.request, "original_request": originalRequest,
      "feedback": notes.joined(separator: "\n\n"), "blockers": notes.joined(separator: "\n\n"),
      "action_items": notes.joined(separator: "\n\n"), "summaries": words,
      "files": changed.all.joined(separator: "\n"), "retryCount": "\(loop?.number ?? 0)",
      "maxRetries": "\(loop?.most ?? 0)",
    ]
    let part = member?.role ?? member?.name
    var told = [
      member?.instruction.map { WorkflowTemplate.filled($0, values) }
        ?? (part.map { "Your part: \($0)\n" } ?? "") + "The request: \(founding.request)"
    ]
    told += founding.instructions.filter { $0.agent == agent }.map(\.text)
    told += resumed?.told ?? []
    told += resumed?.notes.filter { $0.agent == agent }.map(\.text) ?? []
    let isFilled = member?.instruction.map {
      WorkflowTemplate.holds(["feedback", "blockers", "action_items"], in: $0)
    }
    if isFilled != true { told += notes }
    return told.joined(separator: "\n\n")
  }
}
