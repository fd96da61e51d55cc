import ArgumentParser
import GitState
import JSON
import StateMachine

struct WorkflowListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the workflows, those that go on first.",
    discussion:
      "Example: gitstate workflow list --json | jq -r '.workflows[] | select(.status == \"IN_PROGRESS\").workflow_id'"
  )

  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    let views = try project.listWorkflows()
    if output.isJSON {
      return try ToolReply.emit([
        "workflows": .array(views.map { .object(WorkflowListCommand.json($0.workflow)) }),
        "total": .integer(views.count),
      ])
    }
    try emit(WorkflowTable(workflows: views.map(\.workflow), now: project.now).render(.output))
  }

  private static func json(_ workflow: Workflow) -> JSONObject {
    guard let founding = workflow.founding else { return [:] }
    return [
      "workflow_id": .string(founding.id.text), "workflow_name": .string(founding.definition.name),
      "status": .string(workflow.status.rawValue), "execution_mode": .string(founding.mode.rawValue),
      "request": .string(founding.request), "started_at": .string(workflow.began.description),
      "phase": workflow.presentPhase.map { .integer($0) } ?? .null,
      "phases": .integer(workflow.phases.count), "phases_complete": .integer(workflow.completed.count),
      "awaited": workflow.awaited.map { .string($0) } ?? .null,
    ]
  }
}
