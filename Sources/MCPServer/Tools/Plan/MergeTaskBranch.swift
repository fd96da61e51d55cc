import GitState
import JSON
package import StateMachine

package struct MergeTaskBranch: Tool {
  package static let name = "merge_task_branch"
  package static let title = "Merge a task"
  package static let summary =
    "When a task's work is committed: merges its branch into the base without a checkout and completes the task. On conflict nothing moves."
  package static let set = ToolSet.plan
  package static let hints = ToolHints(readOnly: false, destructive: false, idempotent: true, isLong: true)
  package static let parameters = [
    Parameter("task_branch", .text, required: true, note: "or a task's id", aliases: ["branch"]),
    Parameter("into", .text, note: "else the plan's base"),
    Parameter("summary", .text),
    Parameter("worker_id", .id, note: "if you hold the task", aliases: ["worker"]),
    Parameter("complete", .flag, note: "false: only merge"),
    MergeArgument.parameter,
  ]

  private let request: MergeRequest

  package init(_ arguments: ToolArguments) throws(Rejection) {
    var request = MergeRequest(branch: try arguments.required("task_branch"))
    request.into = try arguments.text("into")
    request.summary = try arguments.text("summary")
    request.worker = try arguments.text("worker_id").map(WorkerID.init)
    request.complete = try arguments.flag("complete") ?? true
    request.resolutions = try MergeArgument.resolutions(arguments)
    self.request = request
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    let merged = try call.project.mergeTask(request, guarded: call.guarded)
    var object: JSONObject = [
      "success": true, "changed": .bool(merged.changed), "commit_sha": .string(merged.commit),
      "into": .string(merged.into), "files_changed": .array(merged.files.prefix(200).map { .string($0) }),
      "provides": .array(merged.provides.map { .string($0) }), "completed": .bool(merged.completed),
    ]
    if merged.files.count > 200 { object["files_total"] = .integer(merged.files.count) }
    if let task = merged.task { object["task_id"] = .string(task) }
    if let view = merged.view {
      object["ready"] = .array(view.ready.map { .string($0.id.text) })
      ConsentResult.add(view, to: &object)
    }
    if !merged.notes.isEmpty { object["warnings"] = .array(merged.notes.map { .string($0) }) }
    return .object(.object(object))
  }
}
