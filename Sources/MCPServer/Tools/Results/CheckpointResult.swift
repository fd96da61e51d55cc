package import GitState
package import JSON
import StateMachine

/// Checkpoints as tools and commands answer them.
package enum CheckpointResult {
  package static func json(_ checkpoint: Checkpoint) -> JSONObject {
    [
      "id": .string(checkpoint.id), "sha": .string(checkpoint.sha), "number": .integer(checkpoint.number),
      "phase": .string(checkpoint.note.phase), "message": .string(message(of: checkpoint)),
      "branch": checkpoint.branchName.map { .string($0) } ?? .null,
      "head": checkpoint.headSha.map { .string($0) } ?? .null,
      "created": .string(Timestamp(seconds: checkpoint.created).description),
      "validation_passed": checkpoint.note.validation.map { .bool($0) } ?? .null,
      "files_changed": .integer(checkpoint.files),
    ]
  }

  /// What was said of it; else what it is.
  package static func message(of checkpoint: Checkpoint) -> String {
    checkpoint.note.message ?? "Checkpoint \(checkpoint.number): \(checkpoint.note.phase)"
  }

  /// A rescue that a rollback took, and the call that undoes it.
  package static func json(_ rescue: Rescue) -> JSONObject {
    [
      "id": .string(rescue.id), "ref": .string(rescue.refName), "sha": .string(rescue.sha),
      "files": .integer(rescue.files),
      "restore": ["tool": "rollback_to_checkpoint", "arguments": ["checkpoint_id": .string(rescue.id)]],
    ]
  }

  /// A rollback that was done, or rehearsed.
  package static func json(_ done: RolledBack, isRehearsal: Bool) -> JSONObject {
    let written = done.trees.flatMap(\.writtenNames)
    let removed = done.trees.flatMap(\.removedNames)
    var object: JSONObject = ["success": true, "changed": .bool(done.changed && !isRehearsal)]
    if isRehearsal { object["dry_run"] = true }
    object["checkpoint_id"] = .string(done.target.id)
    object["phase"] = .null
    if case .checkpoint(let checkpoint) = done.target {
      object["number"] = .integer(checkpoint.number)
      object["phase"] = .string(checkpoint.note.phase)
    }
    object["message"] = .string(sentence(done, isRehearsal))
    object["restored"] = ["files_written": .integer(written.count), "files_removed": .integer(removed.count)]
    object["trees"] = .array(
      done.trees.map { tree in
        [
          "path": .string(tree.path), "branch": tree.branchName.map { .string($0) } ?? .null,
          "from": tree.fromSha.map { .string($0) } ?? .null, "to": tree.toSha.map { .string($0) } ?? .null,
        ]
      })
    if isRehearsal {
      object["written"] = .array(written.prefix(100).map { .string($0) })
      object["removed"] = .array(removed.prefix(100).map { .string($0) })
    }
    if done.asCommit, !isRehearsal, let commit = done.trees.first?.toSha {
      object["commit_sha"] = .string(commit)
    }
    if let rescued = done.rescued { object["rescued"] = .object(json(rescued)) }
    object["reopened_phases"] = .array(done.reopened.map { .string($0) })
    if !done.remade.isEmpty { object["worktrees_made"] = .array(done.remade.map { .string($0) }) }
    if !done.notes.isEmpty { object["warnings"] = .array(done.notes.map { .string($0) }) }
    return object
  }

  private static func sentence(_ done: RolledBack, _ isRehearsal: Bool) -> String {
    var name = done.target.words
    if case .checkpoint(let checkpoint) = done.target { name += " (\(checkpoint.note.phase))" }
    if !done.changed { return "Everything is as \(name) has it" }
    return isRehearsal ? "Would roll back to \(name)" : "Rolled back to \(name)"
  }
}
