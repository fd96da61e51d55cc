import GitState
import JSON
package import StateMachine

package struct GetWorkflowState: Tool {
  package static let name = "get_workflow_state"
  package static let title = "Read a workflow"
  package static let summary = "The state of a workflow as it stands, or as it stood at a seq."
  package static let set = ToolSet.workflow
  package static let hints = ToolHints.reading
  package static let parameters = [
    WorkflowArgument.workflow, Parameter("at", .number, note: "a seq"), WorkflowArgument.detail,
  ]

  private let workflow: String
  private let seq: Int?
  private let isBrief: Bool

  package init(_ arguments: ToolArguments) throws(Rejection) {
    workflow = try arguments.required("workflow_id")
    seq = try arguments.number("at", in: 1...1_000_000_000)
    isBrief = try WorkflowArgument.isBrief(arguments)
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let view = try call.project.readWorkflow(workflow, at: seq)
    var object = isBrief ? WorkflowResult.next(view) : WorkflowResult.state(view)
    if !view.warnings.isEmpty { object["warnings"] = .array(view.warnings.map { .string($0) }) }
    return .object(.object(object))
  }
}
