import GitState
import JSON
package import StateMachine

package struct GetProvides: Tool {
  package static let name = "get_provides"
  package static let title = "List what is delivered"
  package static let summary =
    "Before the next wave: the capabilities that delivered tasks provide, as a bare array."
  package static let set = ToolSet.plan
  package static let hints = ToolHints.reading
  package static let parameters = [
    Parameter("plan_branch", .text, note: "else all plans", aliases: ["plan", "plan_id", "branch"]),
    Parameter("session_id", .id),
  ]

  private let plan: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    let session = try arguments.text("session_id")
    plan = try arguments.text("plan_branch") ?? session
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    .text(.array(try call.project.provides(of: plan).map { .string($0) }))
  }
}
