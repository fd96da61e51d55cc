package import GitState
package import JSON

/// What was kept before something was discarded, and the call that brings it back.
package enum RescueResult {
  /// - Parameter worker: who gets it back; a `1` stands where nobody is known.
  package static func json(_ rescue: Rescue, worker: String? = nil) -> JSONValue {
    var arguments: JSONObject = ["worker_id": .string(worker ?? "1")]
    if let branch = rescue.branchName { arguments["task_branch"] = .string(branch) }
    arguments["restore"] = .string(rescue.id)
    return [
      "id": .string(rescue.id), "ref": .string(rescue.refName), "sha": .string(rescue.sha),
      "files": .integer(rescue.files),
      "restore": ["tool": "create_worktree", "arguments": .object(arguments)],
    ]
  }
}
