import GitState
import JSON
package import StateMachine

package struct Overview: Tool {
  package static let name = "overview"
  package static let title = "Where things stand"
  package static let summary =
    "Call this first, or when you have lost the thread: plans and runs, who works on what, what is ready, and the next call."
  package static let set = ToolSet.always
  package static let hints = ToolHints.reading
  package static let parameters: [Parameter] = []

  package init(_ arguments: ToolArguments) throws(Rejection) {}

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    .object(OverviewResult.json(try call.project.overview()))
  }
}
