import GitState
import JSON
package import StateMachine

package struct ParseSpec: Tool {
  package static let name = "parse_spec"
  package static let title = "Read a specification's phases"
  package static let summary =
    "Before start_task, to see how SPEC.md is understood: its phases, and the line of whatever can't be read."
  package static let set = ToolSet.run
  package static let hints = ToolHints.reading
  package static let parameters = [
    Parameter(
      "path", .text, required: true, note: "relative to the working tree", aliases: ["spec", "spec_path"]),
    Parameter(
      "working_directory", .text, aliases: ["working_dir", "base_dir"], published: false),
  ]

  private let path: String
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    path = try arguments.required("path")
    folder = try arguments.text("working_directory")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let (path, document) = try call.project.readSpec(path, folder: folder)
    return .object(
      .object([
        "path": .string(path),
        "phases": .array(
          document.phases.map { phase in
            [
              "name": .string(phase.name), "number": .integer(phase.number),
              "tasks": RunResult.texts(phase.tasks),
              "modules": RunResult.texts(phase.modules),
              "test_command": phase.testCommand.map { .string($0) } ?? .null,
              "success_criteria": RunResult.texts(phase.successCriteria),
              "gotchas": RunResult.texts(phase.gotchas), "depends_on": RunResult.texts(phase.dependsOn),
              "line": .integer(phase.line),
            ]
          }),
        "problems": .array(
          document.problems.map { problem in
            [
              "line": .integer(problem.line), "text": .string(problem.text), "why": .string(problem.why),
              "fatal": .bool(problem.isObstacle),
            ]
          }),
      ]))
  }
}
