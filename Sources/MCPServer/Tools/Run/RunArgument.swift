import GitState
import JSON
import StateMachine

/// The parameters that the tools of runs have in common.
enum RunArgument {
  static let run = Parameter("task_id", .id, required: true, aliases: ["run_id"])
  static let phase = Parameter(
    "phase", .id, required: true, note: "its name or number", aliases: ["phase_name", "phase_num"])

  /// Phases as callers write them: names, or objects with the seed's keys.
  static func phases(_ arguments: ToolArguments) throws(Rejection) -> [PhaseDefinition] {
    guard let reader = arguments.reader("phases") else { return [] }
    return try rejecting {
      var phases: [PhaseDefinition] = []
      for item in try reader.looseArray() {
        if case .string(let name) = item.value {
          phases.append(PhaseDefinition(name: try PhaseName(name)))
          continue
        }
        let object = try item.looseObject()
        var phase = PhaseDefinition(name: try PhaseName(object["name"].string()))
        phase.tasks = try object[optional: "tasks"]?.looseStrings() ?? []
        for name in try object[optional: "modules"]?.looseStrings() ?? [] {
          phase.modules.append(try ModuleName(name))
        }
        phase.testCommand = try object[optional: "test_command"]?.string()
        phase.successCriteria = try object[optional: "success_criteria"]?.looseStrings() ?? []
        phase.gotchas = try object[optional: "gotchas"]?.looseStrings() ?? []
        for name in try object[optional: "depends_on"]?.looseStrings() ?? [] {
          phase.dependsOn.append(try PhaseName(name))
        }
        phases.append(phase)
      }
      return phases
    }
  }
}
