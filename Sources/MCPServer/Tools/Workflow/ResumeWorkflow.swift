import GitState
import JSON
package import StateMachine

package struct ResumeWorkflow: Tool {
  package static let name = "resume_workflow"
  package static let title = "Resume a workflow"
  package static let summary =
    "When a workflow was interrupted: the same next_action again. One that failed goes on only with instructions."
  package static let set = ToolSet.workflow
  package static let hints = ToolHints.setting
  package static let parameters = [
    WorkflowArgument.workflow, Parameter("instructions", .text), WorkflowArgument.detail,
  ]

  private let workflow: String
  private let instructions: String?
  private let isBrief: Bool

  package init(_ arguments: ToolArguments) throws(Rejection) {
    workflow = try arguments.required("workflow_id")
    instructions = try arguments.lines("instructions")
    isBrief = try WorkflowArgument.isBrief(arguments)
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    WorkflowArgument.outcome(
      try call.project.resumeWorkflow(workflow, instructions: instructions, guarded: call.guarded),
      brief: isBrief)
  }
}
