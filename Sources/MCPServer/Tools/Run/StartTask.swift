import GitState
import JSON
package import StateMachine

package struct StartTask: Tool {
  package static let name = "start_task"
  package static let title = "Start a phased run"
  package static let summary =
    "First call of a run that goes phase by phase: its base is the branch that is checked out. Takes checkpoint 0, to which everything can go back."
  package static let set = ToolSet.run
  package static let hints = ToolHints.adding
  package static let parameters = [
    Parameter("description", .text, required: true),
    Parameter(
      "working_directory", .text, note: "a linked worktree; else the main tree",
      aliases: ["working_dir", "base_dir"]),
    Parameter(
      "phases", .list, note: "names, or {name, tasks[], modules[], test_command, success_criteria[]}"),
    Parameter(
      "spec", .text, note: "else .spec/SPEC.md, .prelude/READY.md, or an open run", aliases: ["spec_path"]),
    Parameter("parent_task_id", .id, published: false),
    Parameter("complexity", .text, published: false),
  ]

  private let request: RunRequest

  package init(_ arguments: ToolArguments) throws(Rejection) {
    var request = RunRequest(try arguments.required("description"))
    request.folder = try arguments.text("working_directory")
    request.phases = try RunArgument.phases(arguments)
    request.spec = try arguments.text("spec")
    request.parent = try arguments.text("parent_task_id")
    self.request = request
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let started = try call.project.startRun(request, guarded: call.guarded)
    let run = started.view.run
    var object: JSONObject = ["success": true, "changed": .bool(started.changed)]
    object["task_id"] = .string(run.founding?.id.text ?? "")
    object["status"] = .string(run.status.rawValue)
    object["base"] = .string(run.founding?.base ?? "")
    object["phases"] = .array(run.phases.map { RunResult.brief($0) })
    object["current_phase"] = RunResult.current(run)
    object["checkpoint"] = run[checkpoint: 0].map { .object(RunResult.json($0.fact)) } ?? .null
    if let spec = run.founding?.spec { object["spec"] = .string(spec) }
    if !started.notes.isEmpty { object["warnings"] = .array(started.notes.map { .string($0) }) }
    return .object(.object(object))
  }
}
