internal import Files

/// A path that a merge could not settle, and what is left in the tree for a person or an agent to settle.
package struct ConflictedFile: Sendable {
  package let path: GitPath
  /// The index's stages 1, 2 and 3.
  package let base: FileVersion?
  package let ours: FileVersion?
  package let theirs: FileVersion?
  /// What is written to disk: the text with markers, or one side; nil leaves what is there.
  package let content: (mode: EntryMode, bytes: [UInt8])?

  package init(
    path: GitPath, base: FileVersion?, ours: FileVersion?, theirs: FileVersion?,
    content: (mode: EntryMode, bytes: [UInt8])?
  ) {
    self.path = path
    self.base = base
    self.ours = ours
    self.theirs = theirs
    self.content = content
  }
}

/// Whether a working tree followed a change.
package enum FollowOutcome: Hashable, Sendable {
  case followed(written: Int, removed: Int)
  /// Nothing moved: these paths are changed, staged or untracked there.
  case refused([GitPath])
}

extension WorkingTree {
  /// Takes files and index from one tree to another, only where the two differ.
  ///
  /// The whole is refused where any of these paths holds something that would be lost. A path that is already as the
  /// new tree has it is no obstacle, so that the same call completes what a kill left half done. HEAD stays.
  package func follow(
    from old: ObjectID, to new: ObjectID, watched watch: Watch = .none
  ) throws(GitError) -> FollowOutcome {
    if let hazard = try repository.hazard(in: new, trusting: old) {
      throw GitError(
        .unsupported, function: "check the tree", subject: "tree \(new)",
        message: "it is not written to a disk, because of \(hazard)")
    }
    return try follow(repository.changes(from: old, to: new), watched: watch)
  }

  /// The paths that keep the tree from following those changes; none where it may.
  package func obstacles(to changes: [TreeChange]) throws(GitError) -> [GitPath] {
    try FollowPlan(self, changes, []).obstacles
  }

  /// The same as ``follow(from:to:watched:)`` for changes that are known, and with conflicts to leave behind.
  ///
  /// The caller has made sure that their paths are safe on a disk (``Repository/hazard(in:trusting:)``).
  /// - Parameter again: whether it was begun before, and what that left beside the files is to be swept away.
  package func follow(
    _ changes: [TreeChange], leaving conflicts: [ConflictedFile] = [], again: Bool = false,
    watched watch: Watch = .none
  ) throws(GitError) -> FollowOutcome {
    let plan = try FollowPlan(self, changes, conflicts, again: again)
    guard plan.obstacles.isEmpty else { return .refused(plan.obstacles) }
    if watch.isCancelled() {
      throw GitError(.cancelled, function: "follow", subject: path, message: "the caller cancelled the work")
    }
    var writer = try FollowWriter(root, path, settings)
    if again { for folder in Set(changes.map(\.path.parent)) { try writer.sweep(folder) } }
    let changes = changes.filter { !plan.settled.contains($0.path) }
    if changes.isEmpty, conflicts.isEmpty { return .followed(written: 0, removed: 0) }
    let removals = plan.open.filter { $0.new == nil }
    let writes = plan.open.filter { $0.new != nil }
    for change in removals where change.old?.mode != .submodule { try writer.remove(change.path) }
    for change in removals { try writer.removeEmptyFolders(above: change.path) }
    var seen: [GitPath: IndexEntry.Seen] = [:]
    // What is converted depends on the attributes on disk, so they come first.
    for change in writes.filter({ $0.path.name == FollowWriter.attributes })
      + writes.filter({ $0.path.name != FollowWriter.attributes })
    {
      guard let version = change.new else { continue }
      let bytes = version.mode == .submodule ? [] : try repository.read(.blob, version.id)
      seen[change.path] = try writer.write(change.path, version.mode, bytes, converted: true)
    }
    for conflict in conflicts {
      guard let (mode, bytes) = conflict.content else { continue }
      _ = try writer.write(conflict.path, mode, bytes, converted: false)
    }
    try editIndex { index throws(GitError) in
      for change in changes {
        try index.remove(change.path)
        guard let version = change.new else { continue }
        var known = seen[change.path]
        if known == nil { known = try writer.seen(change.path) }
        try index.add(
          IndexEntry(path: change.path, mode: version.mode, id: version.id, seen: known ?? .nothing))
      }
      for conflict in conflicts {
        try index.remove(conflict.path)
        for (stage, side) in [(1, conflict.base), (2, conflict.ours), (3, conflict.theirs)] {
          guard let side else { continue }
          try index.add(IndexEntry(path: conflict.path, mode: side.mode, id: side.id, stage: stage))
        }
      }
    }
    return .followed(written: writes.count + conflicts.count, removed: removals.count)
  }
}
