import GitState
import JSON
package import StateMachine

package struct SyncWorktree: Tool {
  package static let name = "sync_worktree"
  package static let title = "Bring the base into a worktree"
  package static let summary =
    "On a merge conflict, or to catch up: merges the base into the branch in its worktree. Resolve the markers there, then commit_task."
  package static let set = ToolSet.plan
  package static let sets: Set<ToolSet> = [.plan, .run]
  package static let hints = ToolHints(readOnly: false, destructive: false, idempotent: true, isLong: true)
  package static let parameters = [
    WorkerArgument.worker, WorkerArgument.run, WorkerArgument.module,
    Parameter("abort", .flag, note: "give the merge up"), WorkerArgument.folder,
  ]

  private let holder: WorktreeHolder
  private let abort: Bool
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    holder = try WorkerArgument.holder(arguments)
    abort = try arguments.flag("abort") ?? false
    folder = try arguments.text("working_directory")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    try call.project.expectFolder(folder)
    let synced = try call.project.syncWorktree(holder, abort: abort)
    var object: JSONObject = [
      "success": true, "changed": .bool(synced.way != .current),
      "merged": .bool(synced.way == .merged || synced.way == .current),
      "state": .string(synced.way.rawValue), "branch": .string(synced.branch), "base": .string(synced.base),
      "files": .array(synced.files.prefix(200).map { .string($0) }),
      "conflicts": .array(synced.conflicts.map(\.json)),
    ]
    if let commit = synced.commit { object["commit_sha"] = .string(commit) }
    if let rescued = synced.rescued { object["rescued"] = RescueResult.json(rescued, of: holder) }
    if !synced.notes.isEmpty { object["warnings"] = .array(synced.notes.map { .string($0) }) }
    if synced.way == .conflicted {
      var arguments = holder.json
      arguments["type"] = "fix"
      arguments["summary"] = "Resolve the conflict with the base"
      object["next"] = ["tool": "commit_task", "arguments": .object(arguments)]
    }
    return .object(.object(object))
  }
}
