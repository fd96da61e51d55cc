import GitState
import JSON
package import StateMachine

package struct RecordValidation: Tool {
  package static let name = "record_validation"
  package static let title = "Record a phase's validation"
  package static let summary =
    "After each run of a phase's tests, also a failed one: the attempt is counted, and a failed phase can't be completed."
  package static let set = ToolSet.run
  package static let hints = ToolHints.adding
  package static let parameters = [
    RunArgument.run, RunArgument.phase, Parameter("passed", .flag, required: true),
    Parameter("output", .text), Parameter("error_type", .text), Parameter("retryable", .flag),
    Parameter("checks", .record, note: "{name: pass or fail}"),
  ]

  private let id: String
  private let phase: String
  private let validation: PhaseValidation

  package init(_ arguments: ToolArguments) throws(Rejection) {
    id = try arguments.required("task_id")
    phase = try arguments.required("phase")
    guard let passed = try arguments.flag("passed") else {
      throw Rejection(
        .missingArgument, "passed is required: whether the phase's tests passed.",
        details: [.init("argument", .text("passed"))])
    }
    var validation = PhaseValidation(passed: passed)
    validation.output = try arguments.lines("output").map { OutputEnd(of: $0) }
    validation.errorType = try arguments.text("error_type")
    validation.retryable = try arguments.flag("retryable")
    if let reader = arguments.reader("checks") {
      validation.checks = try rejecting {
        try reader.looseObject().members().map { name, value in
          if case .bool(let passed) = value.value { return .init(name, passed: passed) }
          switch comparable(try value.string()) {
          case "pass", "passed": return .init(name, passed: true)
          case "fail", "failed": return .init(name, passed: false)
          default: throw value.unexpected("pass or fail")
          }
        }
      }
    }
    self.validation = validation
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let change = try call.project.recordValidation(id, phase: phase, validation, guarded: call.guarded)
    let run = change.view.run
    let phase = try run.phase(named: phase)
    var object: JSONObject = ["success": true, "changed": .bool(change.changed)]
    object["phase"] = .string(phase.name.text)
    object["attempts"] = .integer(phase.attempts)
    object["latest"] = phase.latest.map { RunResult.json($0) } ?? .null
    return .object(.object(object))
  }
}
