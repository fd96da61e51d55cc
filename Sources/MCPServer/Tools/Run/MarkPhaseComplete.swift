import GitState
import JSON
package import StateMachine

package struct MarkPhaseComplete: Tool {
  package static let name = "mark_phase_complete"
  package static let title = "Complete a phase"
  package static let summary =
    "When a phase's tests passed and its checkpoint stands: completes it, and the next one is current. Phases go in order."
  package static let set = ToolSet.run
  package static let hints = ToolHints.setting
  package static let parameters = [
    RunArgument.run, RunArgument.phase,
    Parameter(
      "checkpoint_id", .id, note: "number, id, sha, latest or last-passed",
      aliases: ["checkpoint", "id", "sha"]),
    Parameter(
      "result", .record,
      note: "{files_created[], tests_passing, validation_output, gotchas_encountered[]}",
      aliases: ["result_data"]),
    Parameter("reason", .text, note: "why there is no checkpoint"),
  ]

  private let id: String
  private let phase: String
  private let checkpoint: String?
  private let result: PhaseResult?
  private let reason: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    id = try arguments.required("task_id")
    phase = try arguments.required("phase")
    checkpoint = try arguments.text("checkpoint_id")
    reason = try arguments.lines("reason")
    result = try arguments.reader("result").map { (reader) throws(Rejection) in
      try rejecting {
        let object = try reader.looseObject()
        var result = PhaseResult()
        result.filesCreated = try object[optional: "files_created"]?.looseStrings() ?? []
        result.testsPassing = try object[optional: "tests_passing"]?.looseBoolean()
        result.validationOutput = try object[optional: "validation_output"]?.string().nonEmpty.map {
          OutputEnd(of: $0)
        }
        result.gotchasEncountered = try object[optional: "gotchas_encountered"]?.looseStrings() ?? []
        return result
      }
    }
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let change = try call.project.completePhase(
      id, phase: phase, checkpoint: checkpoint, result: result, reason: reason, guarded: call.guarded)
    let run = change.view.run
    return .object(
      .object([
        "success": true, "changed": .bool(change.changed),
        "phase": .string(try run.phase(named: phase).name.text),
        "phases_complete": RunResult.texts(run.complete), "current_phase": RunResult.current(run),
      ]))
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
