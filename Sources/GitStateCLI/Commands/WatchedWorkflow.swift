import GitState
import JSON
import StateMachine

struct WatchedWorkflow: WatchedPhases {
  let project: Project
  /// As it is read.
  let name: String

  func read() throws -> WorkflowView { try project.readWorkflow(name) }

  func news(after seq: Int?) throws -> (view: WorkflowView, steps: [LedgerStep]) {
    let news = try project.news(ofWorkflow: name, after: seq)
    return (news.view, news.steps)
  }

  func view(_ view: WorkflowView, at seq: Int) throws -> WorkflowView { try project.workflow(view, at: seq) }

  func pulse(of view: WorkflowView) throws -> String? { try project.pulse(of: view) }
  func seq(of view: WorkflowView) -> Int { view.reading.seq }
  func tip(of view: WorkflowView) -> String { view.tip }
  func isOver(_ view: WorkflowView) -> Bool { view.workflow.ended != nil }

  func page(_ view: WorkflowView, _ style: Style) -> String {
    WorkflowPage(view, at: project.now).render(style)
  }

  /// `in progress, 1 of 4 phases, phase 2: frontend`.
  func standing(of view: WorkflowView) -> String {
    let workflow = view.workflow
    var words = [
      workflow.standing, "\(workflow.completed.count) of \(counted(workflow.phases.count, "phase"))",
    ]
    if let awaited = workflow.awaited { words.append(plain(awaited)) }
    return words.joined(separator: ", ")
  }

  func head(of view: WorkflowView) -> JSONObject {
    let workflow = view.workflow
    var object: JSONObject = [
      "workflow_id": .string(view.id?.text ?? ""), "status": .string(workflow.status.rawValue),
      "phases": .integer(workflow.phases.count), "phases_complete": .integer(workflow.completed.count),
    ]
    object["awaited"] = workflow.awaited.map { .string($0) }
    return object
  }
}
