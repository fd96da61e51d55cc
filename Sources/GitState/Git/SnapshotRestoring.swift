internal import Files

/// What restoring a snapshot would do to a working tree.
package struct RestorePlan: Sendable {
  /// Where the files differ from the snapshot, from the present to what is restored, sorted.
  ///
  /// A file of which only the line ends differ is of one version on both sides.
  package let changes: [TreeChange]
  /// Files that no scan looks at and that would be overwritten or stand in the way: to be taken into the present's
  /// snapshot.
  package let unseen: [GitPath]
  /// The bytes of files that the tree holds otherwise, because they are converted on their way.
  let verbatim: [GitPath: ObjectID]
  /// What the snapshot holds: its files, and the tree of its index and merge.
  package let tree: ObjectID
  let state: ObjectID
  /// The look at the present that it was made from.
  let scan: WorkingTreeScan
}

extension WorkingTree {
  /// Compares the present, by its own snapshot, with one that is to be restored.
  ///
  /// A file that came after the snapshot, and that the snapshot's own rules ignore, is none of its files: it stays.
  /// - Parameters:
  ///   - commit: the snapshot's commit.
  ///   - present: a snapshot just taken here.
  /// - Throws: `unsupported` where the commit is no snapshot, or its tree is unsafe on a disk; `exists` where a repository
  ///   of its own stands in the way.
  package func plan(restoring commit: ObjectID, over present: SnapshotParts) throws(GitError) -> RestorePlan {
    let snapshot = try repository.commit(commit)
    guard let last = snapshot.parents.last else { throw noSnapshot(commit) }
    let state = try repository.commit(last).tree
    guard let staged = try repository.entry(at: GitPath("stage-0"), in: state) else {
      throw noSnapshot(commit)
    }
    if let hazard = try repository.hazard(in: snapshot.tree, trusting: present.tree) {
      throw GitError(
        .unsupported, function: "check the tree", subject: "snapshot \(commit)",
        message: "it is not written to a disk, because of \(hazard)")
    }
    var ignores = TreeIgnores(of: snapshot.tree, settings)
    var changes: [TreeChange] = []
    for change in try repository.changes(from: present.tree, to: snapshot.tree) {
      if change.new == nil, try ignores.ignores(change.path, in: repository),
        try repository.entry(at: change.path, in: staged.id) == nil
      {
        continue
      }
      changes.append(change)
    }
    var verbatim: [GitPath: ObjectID] = [:]
    if let tree = try repository.entry(at: GitPath("verbatim"), in: state) {
      for file in try repository.files(in: tree.id) { verbatim[file.path] = file.id }
    }
    let known = Set(changes.lazy.map(\.path))
    for path in Set(verbatim.keys).union(present.verbatim.keys)
    where verbatim[path] != present.verbatim[path] && !known.contains(path) {
      let version = try repository.entry(at: path, in: snapshot.tree)
      guard version != nil, version == (try repository.entry(at: path, in: present.tree)) else { continue }
      changes.append(TreeChange(path: path, old: version, new: version))
    }
    changes.sort { $0.path < $1.path }
    var disk = try DiskReader(self, writtenAt: nil, leaving: changes.filter { $0.old != nil }.map(\.path))
    var unseen = try unseen(&changes, hidden: present.hidden, &disk)
    // What the snapshot's index knows and its files lack stands there only where it is ignored now.
    for change in try repository.changes(from: staged.id, to: snapshot.tree) where change.new == nil {
      if !known.contains(change.path), try disk.bytes(at: change.path) != nil { unseen.insert(change.path) }
    }
    return RestorePlan(
      changes: changes, unseen: unseen.sorted(), verbatim: verbatim, tree: snapshot.tree, state: state,
      scan: present.scan)
  }

  /// The files that those changes would destroy, and of which the present's snapshot knows nothing.
  ///
  /// What a sparse checkout leaves out stays out.
  private func unseen(
    _ changes: inout [TreeChange], hidden: Set<GitPath>, _ disk: inout DiskReader
  ) throws(GitError) -> Set<GitPath> {
    var unseen: Set<GitPath> = []
    var absent: Set<GitPath> = []
    for change in changes {
      if change.old == nil
        || (change.old?.mode == .submodule && change.new?.mode.isSameType(as: .submodule) == false)
      {
        for path in try disk.occupants(of: change.path) { unseen.insert(path) }
      } else if hidden.contains(change.path) {
        if try disk.bytes(at: change.path) == nil {
          absent.insert(change.path)
        } else {
          unseen.insert(change.path)
        }
      }
    }
    if !absent.isEmpty { changes.removeAll { absent.contains($0.path) } }
    let added = changes.filter { $0.old == nil }.map(\.path)
    if let inner = try disk.repository(above: added + unseen) {
      throw GitError(
        .exists, function: "restore", subject: inner.description,
        message: "a repository of its own stands in the way; move it out of the working tree first")
    }
    return unseen
  }

  /// Makes files, index and merge state those of a snapshot.
  ///
  /// HEAD and its branch stay where they are.
  ///
  /// The present has been stored before: what is on disk is replaced.
  /// - Parameters:
  ///   - staged: a tree that the index shall hold, with no merge under way; nil gives it back as it was.
  ///   - again: whether it was begun before, and what that left is to be swept away.
  /// - Returns: how many files were written and removed.
  package func restore(
    _ plan: RestorePlan, staging staged: ObjectID? = nil, again: Bool = false
  ) throws(GitError) -> (written: Int, removed: Int) {
    var writer = try FollowWriter(root, path, settings)
    if again { for folder in Set(plan.changes.map(\.path.parent)) { try writer.sweep(folder) } }
    let removals = plan.changes.filter { $0.new == nil }
    for path in plan.unseen { try writer.remove(path) }
    for change in removals where change.old?.mode != .submodule { try writer.remove(change.path) }
    for change in removals { try writer.removeEmptyFolders(above: change.path) }
    for path in plan.unseen { try writer.removeEmptyFolders(above: path) }
    let writes = plan.changes.filter { $0.new != nil }
    var known = KnownFiles(plan.scan)
    known.written = try write(writes, verbatim: plan.verbatim)
    if let staged {
      try endMerge()
      try stage(staged, known)
    } else {
      try restoreState(plan, known)
    }
    return (writes.count, removals.count)
  }

  /// Writes files as they are stored, a folder after the other, on two threads where there are many.
  ///
  /// - Returns: what an index is to remember of each.
  private func write(
    _ changes: [TreeChange], verbatim: [GitPath: ObjectID]
  ) throws(GitError) -> [GitPath: IndexEntry.Seen] {
    var groups: [[TreeChange]] = []
    for change in changes {
      if groups.last?.last?.path.parent == change.path.parent {
        groups[groups.count - 1].append(change)
      } else {
        groups.append([change])
      }
    }
    let (folders, root, path, settings) = (groups, root, path, settings)
    let (common, stage) = (repository.commonDirectory, repository.stage)
    let lanes = try inLanes(over: folders.count) { queue throws(GitError) -> [(GitPath, IndexEntry.Seen)] in
      let repository = try Repository.open(common, sharing: stage)
      var writer = try FollowWriter(root, path, settings)
      var written: [(GitPath, IndexEntry.Seen)] = []
      while let batch = queue.next() {
        for change in batch.lazy.flatMap({ folders[$0] }) {
          guard let version = change.new else { continue }
          let bytes =
            version.mode == .submodule
            ? [] : try repository.read(.blob, verbatim[change.path] ?? version.id)
          let seen = try writer.write(change.path, version.mode, bytes, converted: false)
          written.append((change.path, seen ?? .nothing))
        }
      }
      return written
    }
    return Dictionary(lanes.lazy.flatMap { $0 }) { first, _ in first }
  }

  private func noSnapshot(_ commit: ObjectID) -> GitError {
    GitError(
      .unsupported, function: "read the snapshot", subject: "commit \(commit)", message: "it is no snapshot")
  }
}
