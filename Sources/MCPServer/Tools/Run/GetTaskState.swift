import GitState
import JSON
package import StateMachine

package struct GetTaskState: Tool {
  package static let name = "get_task_state"
  package static let title = "Where a run stands"
  package static let summary =
    "Where a run stands: the current phase, those that are complete, the latest validation. detail full adds all else."
  package static let set = ToolSet.run
  package static let hints = ToolHints.reading
  package static let parameters = [
    RunArgument.run, Parameter("detail", .choice(["brief", "full"])),
  ]

  private let id: String
  private let isFull: Bool

  package init(_ arguments: ToolArguments) throws(Rejection) {
    id = try arguments.required("task_id")
    isFull = try arguments.text("detail") == "full"
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    .object(.object(RunResult.json(try call.project.readRun(id), isFull: isFull)))
  }
}
