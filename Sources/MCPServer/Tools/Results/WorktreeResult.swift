import GitState
import JSON
import StateMachine

/// Worktrees that were made or removed, as tools answer them.
enum WorktreeResult {
  static func json(_ made: WorkerTree) -> JSONObject {
    var object = opening(made.setUp, made.changed)
    object["task_branch"] = .string(made.branch)
    object["worker_id"] = .string(made.worker.text)
    add(made.setUp, .worker(made.worker), notes: made.setUp.notes, to: &object)
    if let task = made.task { object["task_id"] = .string(task) }
    object["former"] = former(made.former, to: made.worker)
    if !made.released.isEmpty { object["released"] = .array(made.released.map { .string($0) }) }
    return object
  }

  static func json(_ made: ModuleTree) -> JSONObject {
    var object = opening(made.setUp, made.changed)
    object["task_id"] = .string(made.run)
    object["module"] = .string(made.module.text)
    object["phase"] = made.phase.map { .string($0.text) } ?? .null
    add(made.setUp, .module(made.module, run: made.run), notes: made.notes, to: &object)
    object["missing"] = .array(
      made.missing.map { missing in
        [
          "module": missing.module.map { .string($0.text) } ?? .null, "why": .string(missing.why),
          "paths": .array(missing.paths.map { .string($0) }),
        ]
      })
    if !made.committed.isEmpty { object["committed"] = .array(made.committed.map { json($0) }) }
    return object
  }

  static func json(_ committed: CommittedModule) -> JSONValue {
    [
      "module": .string(committed.module.text), "commit_sha": .string(committed.commit),
      "files": .array(committed.files.prefix(50).map { .string($0) }),
    ]
  }

  /// A worktree that is gone, or was not there.
  static func removed(
    _ path: String, _ isGone: Bool, _ holder: WorktreeHolder, _ rescued: Rescue?, _ ignored: [String],
    _ notes: [String]
  ) -> JSONObject {
    var object: JSONObject = [
      "success": true, "changed": .bool(isGone), "worktree_path": .string(path),
    ]
    switch holder {
    case .worker(let worker): object["worker_id"] = .string(worker.text)
    case .module(let module, let run):
      object["task_id"] = .string(run)
      object["module"] = .string(module.text)
    }
    object["message"] = .string(
      isGone ? "Removed worktree at \(path)" : "Worktree \(path) does not exist (already cleaned up)")
    if let rescued { object["rescued"] = RescueResult.json(rescued, of: holder) }
    if !ignored.isEmpty { object["ignored_removed"] = RescueResult.ignored(ignored) }
    if !notes.isEmpty { object["warnings"] = .array(notes.map { .string($0) }) }
    return object
  }

  /// Whose folder the branch stood in before, which went, and what it held.
  static func former(_ removed: RemovedWorkerTree?, to worker: WorkerID) -> JSONValue? {
    guard let removed, removed.removed else { return nil }
    var object: JSONObject = [
      "worker_id": .string(removed.worker.text), "worktree_path": .string(removed.relativePath),
    ]
    if let rescued = removed.rescued { object["rescued"] = RescueResult.json(rescued, of: .worker(worker)) }
    if !removed.ignored.isEmpty { object["ignored_removed"] = RescueResult.ignored(removed.ignored) }
    return .object(object)
  }

  private static func opening(_ made: WorktreeSetUp, _ changed: Bool) -> JSONObject {
    [
      "success": true, "changed": .bool(changed), "worktree_path": .string(made.worktree.relativePath),
      "path": .string(made.worktree.path),
    ]
  }

  private static func add(
    _ made: WorktreeSetUp, _ holder: WorktreeHolder, notes: [String], to object: inout JSONObject
  ) {
    let path = made.worktree.relativePath
    object["branch"] = .string(made.branch)
    object["reused"] = .bool(made.reused)
    object["behind"] = .integer(made.behind)
    object["included"] = .array(made.included.map { .string($0) })
    object["message"] = .string(
      made.reused
        ? "Worktree at \(path) has \(made.branch) already"
        : "Created worktree at \(path) for \(made.branch)")
    if let rescued = made.rescued { object["rescued"] = RescueResult.json(rescued, of: holder) }
    if !made.ignored.isEmpty { object["ignored_removed"] = RescueResult.ignored(made.ignored) }
    if let restored = made.restored {
      object["restored"] = [
        "id": .string(restored.rescue.id), "files_written": .integer(restored.written),
        "files_removed": .integer(restored.removed),
      ]
    }
    if !made.filtersSkipped.isEmpty {
      object["filters_skipped"] = .array(made.filtersSkipped.prefix(100).map { .string($0) })
    }
    if !notes.isEmpty { object["warnings"] = .array(notes.map { .string($0) }) }
  }
}
