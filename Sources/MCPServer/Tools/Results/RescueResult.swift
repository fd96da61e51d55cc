package import GitState
package import JSON
import StateMachine

/// What was kept before something was discarded, and the call that brings it back.
package enum RescueResult {
  /// - Parameter holder: who gets it back; worker `1` stands where nobody is known.
  package static func json(_ rescue: Rescue, of holder: WorktreeHolder? = nil) -> JSONValue {
    var arguments = holder?.json ?? ["worker_id": "1"]
    if arguments["worker_id"] != nil, let branch = rescue.branchName {
      arguments["task_branch"] = .string(branch)
    }
    arguments["restore"] = .string(rescue.id)
    return [
      "id": .string(rescue.id), "ref": .string(rescue.refName), "sha": .string(rescue.sha),
      "files": .integer(rescue.files),
      "restore": ["tool": "create_worktree", "arguments": .object(arguments)],
    ]
  }

  /// What went and was not kept because git ignores it: how many, and the first few.
  package static func ignored(_ paths: [String]) -> JSONValue {
    ["count": .integer(paths.count), "files": .array(paths.prefix(5).map { .string($0) })]
  }
}
