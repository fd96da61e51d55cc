import GitState
import JSON
package import StateMachine

package struct ListWorktrees: Tool {
  package static let name = "list_worktrees"
  package static let title = "List worktrees"
  package static let summary =
    "See where workers stand: uncommitted changes, commits ahead and behind, and which branches will conflict."
  package static let set = ToolSet.plan
  package static let sets: Set<ToolSet> = [.plan, .checkpoint, .run]
  package static let hints = ToolHints(readOnly: true, destructive: false, idempotent: true, isLong: true)
  package static let parameters = [
    Parameter("task_id", .id, note: "a run", aliases: ["run_id"], sets: [.checkpoint, .run]),
    WorkerArgument.folder,
  ]

  private let run: String?
  private let folder: String?

  package init(_ arguments: ToolArguments) throws(Rejection) {
    run = try arguments.text("task_id").flatMap { comparable($0).isEmpty ? nil : $0 }
    folder = try arguments.text("working_directory")
  }

  package func run(_ call: ToolCall) throws(Rejection) -> ToolOutcome {
    try call.project.expectFolder(folder)
    let survey = try call.project.surveyWorkerTrees(of: run)
    let all = survey.worktrees.map(ListWorktrees.json)
    var size = 0
    let shown = all.prefix { row in
      size += row.serializedBytes().count
      return size <= PlanResult.budget
    }
    var object: JSONObject = ["worktrees": .array(Array(shown))]
    if shown.count < all.count {
      object["total"] = .integer(all.count)
      object["truncated"] = true
    }
    if !survey.notes.isEmpty { object["notes"] = .array(survey.notes.map { .string($0) }) }
    return .object(.object(object))
  }

  static func json(_ listed: ListedWorktree) -> JSONValue {
    let worktree = listed.worktree
    var object: JSONObject = [
      "worktree_path": .string(worktree.relativePath), "path": .string(worktree.path),
      "branch": listed.branch.map { .string($0) } ?? .null,
    ]
    if let worker = listed.worker { object["worker_id"] = .string(worker) }
    if let task = listed.task { object["task_id"] = .string(task) }
    if let module = listed.module {
      object["module"] = .string(module.name.text)
      object["task_id"] = .string(module.run)
    }
    if let plan = listed.plan { object["plan_branch"] = .string(plan) }
    object["head"] = worktree.sha.map { .string($0) } ?? .null
    if let changes = worktree.changes {
      object["dirty"] = [
        "staged": .integer(changes.staged), "unstaged": .integer(changes.unstaged),
        "untracked": .integer(changes.untracked), "conflicted": .integer(changes.conflicted),
      ]
      if !changes.underway.isEmpty { object["underway"] = .array(changes.underway.map { .string($0) }) }
    }
    object["ahead"] = .integer(listed.ahead)
    object["behind"] = .integer(listed.behind)
    object["locked"] = .bool(worktree.lock != nil)
    object["stale"] = .bool(worktree.isStale)
    object["conflicts_with"] = .array(
      listed.conflicts.map { ["branch": .string($0.with), "paths": .array($0.paths.map { .string($0) })] })
    if !listed.undeclared.isEmpty { object["undeclared"] = FlightResult.files(listed.undeclared) }
    return .object(object)
  }
}
