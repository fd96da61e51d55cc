import Git
package import StateMachine

/// What a checkpoint or rescue holds, for a person who wonders whether it is the one.
package struct CheckpointContents: Sendable {
  package let point: SavePoint
  /// What differs from the HEAD of its time, sorted by path.
  package let files: [RescueContents.File]
  /// Bytes in all.
  package let size: Int
}

extension Project {
  /// What a checkpoint holds, named as a rollback names it.
  package func showCheckpoint(
    _ name: String, run: String? = nil, folder: String? = nil
  ) throws(Rejection) -> CheckpointContents {
    try withRepository { repository in
      let place = try place(folder, in: repository)
      let point = try checkpoints.find(name, in: scope(run, at: place, in: repository), repository)
      let files = try SnapshotTree.files(of: point.trees, in: repository)
      return CheckpointContents(point: point, files: files, size: files.reduce(0) { $0 + ($1.size ?? 0) })
    }
  }

  /// The checkpoints of every branch and run, oldest first.
  package func allCheckpoints() throws(Rejection) -> [Checkpoint] {
    try withRepository { repository in try checkpoints.all(in: repository) }
  }
}
