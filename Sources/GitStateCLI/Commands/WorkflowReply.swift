import GitState
import JSON
import StateMachine

/// What a person reads after a tool has changed a workflow: a line of what was done, then how it stands.
enum WorkflowReply {
  /// - Parameters:
  ///   - answer: the tool's.
  ///   - line: what was done.
  static func text(
    _ answer: JSONValue, in project: Project, _ line: String, _ style: Style
  ) throws(Rejection) -> String {
    let view = try project.readWorkflow(answer["workflow_id"]?.stringValue ?? "")
    let notes = ["notes", "warnings"].flatMap { answer[$0]?.arrayValue ?? [] }.compactMap(\.stringValue)
    var lines = [line]
    lines += WarningLines.render(notes, style).dropFirst()
    let due = WorkflowDue(workflow: view.workflow).render(style)
    if !due.isEmpty { lines += [""] + due }
    return lines.joined(separator: "\n")
  }
}
