import GitState
import JSON
package import StateMachine

package struct CompleteTask: Tool {
  package static let name = "complete_task"
  package static let title = "Complete a run"
  package static let summary =
    "When all phases are complete and all modules merged: commits what the run changed and nobody committed, ends the run, removes its worktrees."
  package static let set = ToolSet.run
  package static let hints = ToolHints(readOnly: false, destructive: true, idempotent: true, isLong: true)
  package static let parameters = [
    RunArgument.run, Parameter("commit_changes", .flag, note: "else true"), Parameter("summary", .text),
    WorkerArgument.folder,
  ]

  private let request: RunCompletionRequest
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    var request = RunCompletionRequest(try arguments.required("task_id"))
    request.commitsChanges = try arguments.flag("commit_changes") ?? true
    request.summary = try arguments.lines("summary").flatMap { comparable($0).isEmpty ? nil : $0 }
    self.request = request
    folder = try arguments.text("working_directory")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    try call.project.expectFolder(folder)
    let done = try call.project.completeRun(request, guarded: call.guarded)
    let run = done.view.run
    var object: JSONObject = [
      "success": true, "changed": .bool(done.changed), "task_id": .string(run.founding?.id.text ?? ""),
      "status": .string(run.status.rawValue),
    ]
    if let commit = done.commit { object["commit_sha"] = .string(commit) }
    object["files"] = .array(done.files.prefix(200).map { .string($0) })
    object["left_alone"] = .array(done.left.prefix(200).map { .string($0) })
    object["worktrees_removed"] = .array(done.removed.removed.map { .string($0.relativePath) })
    object["branches_deleted"] = .array(done.removed.branchesDeleted.map { .string($0) })
    if !done.notes.isEmpty { object["warnings"] = .array(done.notes.map { .string($0) }) }
    return .object(.object(object))
  }
}
