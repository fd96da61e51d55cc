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

  /// What went and was not kept because git ignores it: how many, and the first few.
  package static func ignored(_ paths: [String]) -> JSONValue {
    ["count": .integer(paths.count), "files": .array(paths.prefix(5).map { .string($0) })]
  }
}
