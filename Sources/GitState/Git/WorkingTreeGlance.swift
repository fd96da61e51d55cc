internal import Files

/// A working tree as it stands, and the tree that a commit of everything in it would have.
package struct WorkingTreeGlance: Sendable {
  package let status: WorkingTreeStatus
  /// Known to the handle that the look was taken with, and stored nowhere.
  package let tree: ObjectID
  /// Whether that tree is not HEAD's.
  package let isChanged: Bool
  /// The commits that a merge under way brings in.
  package let merging: [ObjectID]
  /// Files that differ and are too large or too many to be taken in: untracked ones are not in the tree.
  package let large: [GitPath]
  /// Tracked files that are not to be looked at: `git update-index --skip-worktree` or `--assume-unchanged`.
  package let unlooked: [GitPath]
  /// Where the index has submodules; the tree has their commits as the index has them.
  package let submodules: [GitPath]
}

extension Repository {
  /// A further handle for a look at what might be: what is made with it stays in memory and is never stored.
  package static func forLooking(at common: String) throws(GitError) -> Repository {
    try open(common, sharing: ObjectStage(isHeld: true))
  }

  /// How many bytes of new objects wait in memory.
  package var waitingBytes: Int { stage.size }
}

extension WorkingTree {
  /// Compares HEAD, index and files as ``status()`` does, and makes the tree of the files as they are.
  ///
  /// Neither HEAD nor index nor a file is touched. Costs what a status costs, and the reading of untracked files.
  package func glance() throws(GitError) -> WorkingTreeGlance {
    var scan = try scan(.glance)
    let base = try headTree()
    let status = try status(of: scan, from: base)
    scan.untracked.removeAll { FollowWriter.isTemporary($0.path) }
    let edits = try edits(scan, from: base)
    let files = scan.changed.compactMap(\.file) + scan.untracked
    let tree = try repository.tree(base, applying: edits)
    return WorkingTreeGlance(
      status: status, tree: tree, isChanged: tree != base, merging: try mergeState()?.heads ?? [],
      large: files.filter { $0.id == nil || $0.stat.size > ContentReader.glanced }.map(\.path).sorted(),
      unlooked: scan.entries.filter { $0.skipsWorktree || $0.isAssumedUnchanged }.map(\.path),
      submodules: scan.entries.filter { $0.mode == .submodule && $0.stage == 0 }.map(\.path))
  }
}
