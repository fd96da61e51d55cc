import GitState
import JSON
package import StateMachine

package struct FinishWave: Tool {
  package static let name = "finish_wave"
  package static let title = "Finish a wave"
  package static let summary =
    "After workers reported: removes the worktrees whose work is merged, records learnings, and tells what is ready, unmerged, failed or still running."
  package static let set = ToolSet.execution
  package static let hints = ToolHints.removing
  package static let parameters = [
    ExecutionArgument.plan, Parameter("learnings", .text, aliases: ["architecture_updates"]),
  ]

  private let plan: String
  private let learnings: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    plan = try arguments.required("plan_branch")
    learnings = try arguments.lines("learnings")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let wave = try call.project.finishWave(plan, learnings: learnings, guarded: call.guarded)
    return .object(.object(WaveResult.json(wave)))
  }
}
