import GitState
import JSON
package import StateMachine

package struct ImportWorkflowState: Tool {
  package static let name = "import_workflow_state"
  package static let title = "Take over a kept state"
  package static let summary =
    "Once, for a workflow-state.json that was kept by hand: adopts it; `problems` names what breaks the rules, `warnings` what is not taken over."
  package static let set = ToolSet.workflow
  package static let hints = ToolHints.adding
  package static let parameters = [
    Parameter("state", .record, required: true),
    Parameter("definition", .record, note: "for evaluators and approvals"), WorkflowArgument.detail,
  ]

  private let state: JSONValue
  private let definition: JSONValue?
  private let isBrief: Bool

  package init(_ arguments: ToolArguments) throws(Rejection) {
    guard
      let state = try arguments.read(
        "state", { (reader) throws(JSONPathError) in try reader.looseObject().value })
    else {
      throw Rejection(.missingArgument, "state is required", details: [.init("argument", .text("state"))])
    }
    self.state = state
    definition = try arguments.read("definition") { (reader) throws(JSONPathError) in
      try reader.looseObject().value
    }
    isBrief = try WorkflowArgument.isBrief(arguments)
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let known = try definition.map { value throws(Rejection) in
      try WorkflowDefinition.reading(value)
    }
    let (change, file) = try call.project.importWorkflow(
      state, definition: known?.definition, guarded: call.guarded)
    var object = isBrief ? WorkflowResult.next(change.view) : WorkflowResult.state(change.view)
    object["changed"] = .bool(change.changed)
    object["problems"] = .array(file.problems.map { .string($0) })
    let present = JSONValue.object(WorkflowResult.state(change.view))
    let lost = StateDifferences(of: file.json, to: present, named: file.named).sentences
    let warnings = (known?.notes ?? []) + lost + change.notes + change.view.warnings
    if !warnings.isEmpty { object["warnings"] = .array(warnings.map { .string($0) }) }
    return .object(.object(object))
  }
}
