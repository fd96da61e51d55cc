import ArgumentParser
import GitState
import JSON
import StateMachine

struct WorkflowStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show a workflow: its phases, what was done again, and what is awaited.",
    discussion: """
      Without a name it shows the only one that goes on, or lists those to choose from.

      Example: gitstate workflow status --json | jq .next_action
      """)

  @OptionGroup var argument: WorkflowArgument
  @OptionGroup var output: OutputOptions
  @OptionGroup var place: PlaceOptions

  func run() throws {
    let project = try place.project()
    if argument.workflow == nil, !output.isJSON {
      let open = try project.listWorkflows().filter { $0.workflow.ended == nil }
      if open.count > 1 {
        try emit(WorkflowTable(workflows: open.map(\.workflow), now: project.now).render(.output) + "\n")
      }
    }
    let view = try WorkflowChoice.view(of: argument.workflow, in: project, for: "workflow status")
    if output.isJSON {
      return try ToolReply.emit(
        "get_workflow_state", ["workflow_id": .string(argument.workflow ?? view.branch)], place)
    }
    try emit(WorkflowPage(view, at: project.now).render(.output))
  }
}

extension WorkflowPage {
  init(_ view: WorkflowView, at now: Timestamp) {
    self.init(workflow: view.workflow, branch: view.branch, now: now, warnings: view.warnings)
  }
}
