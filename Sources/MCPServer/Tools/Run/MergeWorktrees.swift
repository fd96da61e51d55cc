import GitState
import JSON
package import StateMachine

package struct MergeWorktrees: Tool {
  package static let name = "merge_worktrees"
  package static let title = "Merge a run's modules"
  package static let summary =
    "When modules are done: merges their branches into the run's base, all or none; uncommitted work is committed first. On conflict nothing moves."
  package static let set = ToolSet.run
  package static let hints = ToolHints.files
  package static let parameters = [
    RunArgument.run, Parameter("modules", .ids, note: "else all"),
    Parameter("into", .text, note: "else the base"), MergeArgument.parameter, WorkerArgument.folder,
  ]

  private let request: ModuleMergeRequest
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    var request = ModuleMergeRequest(try arguments.required("task_id"))
    for name in try arguments.ids("modules") { request.modules.append(try ModuleName(name)) }
    request.into = try arguments.text("into")
    request.resolutions = try MergeArgument.resolutions(arguments)
    self.request = request
    folder = try arguments.text("working_directory")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    try call.project.expectFolder(folder)
    let done = try call.project.mergeModules(request, guarded: call.guarded)
    var object: JSONObject = [
      "success": true, "changed": .bool(done.changed), "task_id": .string(done.run),
      "into": .string(done.into), "commit_sha": .string(done.commit),
      "merged": .array(
        done.merged.map {
          [
            "module": .string($0.module.text), "tip": .string($0.tip), "commit_sha": .string($0.commit),
            "changed": .bool($0.changed),
          ]
        }),
      "committed": .array(done.committed.map { WorktreeResult.json($0) }), "conflicts": [],
      "files_changed": .array(done.files.prefix(200).map { .string($0) }),
    ]
    if done.files.count > 200 { object["files_total"] = .integer(done.files.count) }
    if !done.notes.isEmpty { object["warnings"] = .array(done.notes.map { .string($0) }) }
    return .object(.object(object))
  }
}
