internal import Files

/// What restoring a snapshot would do to a working tree.
package struct RestorePlan: Sendable {
  /// Where the files differ from the snapshot: from the present to what is restored.
  package let changes: [TreeChange]
  /// Ignored files that would be overwritten or stand in the way: to be taken into the present's snapshot.
  package let ignored: [GitPath]
  /// Files that hold the very bytes of the snapshot, where conversion would give others.
  fileprivate let verbatim: [TreeFile]
  fileprivate let state: ObjectID
}

extension WorkingTree {
  /// Compares the present, by its own snapshot, with one that is to be restored.
  ///
  /// - Parameters:
  ///   - present: the tree of a snapshot just taken here.
  ///   - commit: the snapshot's commit.
  /// - Throws: `unsupported` where the commit is no snapshot, or its tree is unsafe on a disk.
  package func plan(restoring commit: ObjectID, over present: ObjectID) throws(GitError) -> RestorePlan {
    let snapshot = try repository.commit(commit)
    guard let last = snapshot.parents.last else { throw noSnapshot(commit) }
    let state = try repository.commit(last).tree
    guard try repository.entry(at: GitPath("stage-0"), in: state) != nil else { throw noSnapshot(commit) }
    if let hazard = try repository.hazard(in: snapshot.tree, trusting: present) {
      throw GitError(
        .unsupported, function: "check the tree", subject: "snapshot \(commit)",
        message: "it is not written to a disk, because of \(hazard)")
    }
    let changes = try repository.changes(from: present, to: snapshot.tree)
    var disk = try DiskReader(self, writtenAt: nil, leaving: changes.filter { $0.old != nil }.map(\.path))
    var ignored: Set<GitPath> = []
    for change in changes where change.old == nil {
      for path in try disk.occupants(of: change.path) { ignored.insert(path) }
    }
    if let inner = ignored.sorted().first(where: { $0.components.contains { $0.elementsEqual(".git".utf8) } })
    {
      throw GitError(
        .exists, function: "restore", subject: inner.parent.description,
        message: "a repository of its own stands in the way; move it out of the working tree first")
    }
    var verbatim: [TreeFile] = []
    if let tree = try repository.entry(at: GitPath("verbatim"), in: state) {
      verbatim = try repository.files(in: tree.id)
    }
    return RestorePlan(changes: changes, ignored: ignored.sorted(), verbatim: verbatim, state: state)
  }

  /// Makes files, index and merge state those of a snapshot.
  ///
  /// HEAD and its branch stay where they are.
  ///
  /// The present has been stored before: what is on disk is replaced.
  /// - Returns: how many files were written and removed.
  package func restore(_ plan: RestorePlan) throws(GitError) -> (written: Int, removed: Int) {
    var writer = try FollowWriter(root, path, settings)
    let removals = plan.changes.filter { $0.new == nil }
    for path in plan.ignored { try writer.remove(path) }
    for change in removals where change.old?.mode != .submodule { try writer.remove(change.path) }
    for change in removals { try writer.removeEmptyFolders(above: change.path) }
    for path in plan.ignored { try writer.removeEmptyFolders(above: path) }
    let exact = Set(plan.verbatim.map(\.path))
    let writes = plan.changes.filter { $0.new != nil }
    for change in writes.filter({ $0.path.name == FollowWriter.attributes })
      + writes.filter({ $0.path.name != FollowWriter.attributes })
    {
      guard let version = change.new, !exact.contains(change.path) else { continue }
      let bytes = version.mode == .submodule ? [] : try repository.read(.blob, version.id)
      _ = try writer.write(change.path, version.mode, bytes, converted: true)
    }
    var disk = try DiskReader(self, writtenAt: nil, leaving: [])
    let modes = Dictionary(plan.changes.map { ($0.path, $0.new?.mode) }) { first, _ in first }
    for file in plan.verbatim {
      let bytes = try repository.read(.blob, file.id)
      let present = try disk.bytes(at: file.path)
      let mode = (modes[file.path] ?? nil) ?? present?.mode ?? .file
      if present?.bytes != bytes || present?.mode != mode {
        _ = try writer.write(file.path, mode, bytes, converted: false)
      }
    }
    try restoreState(plan.state)
    return (writes.count, removals.count)
  }

  /// Puts back the index, byte for byte, and the files of a merge that was under way.
  private func restoreState(_ state: ObjectID) throws(GitError) {
    try endMerge()
    var index: [UInt8]?
    for entry in try repository.tree(state) where entry.mode.isRegular {
      let name = String(decoding: entry.name, as: UTF8.self)
      let bytes = try repository.read(.blob, entry.id)
      if name == "index" {
        index = bytes
      } else if Self.stateFiles.contains(name) {
        try writeStateFile(name, bytes)
      }
    }
    let bytes = index
    let path = indexPath
    let lock = path + ".lock"
    try repository.withWriteLock(recording: [RecordedLock(path: lock)]) { () throws(GitError) in
      try repository.takeLock(lock)
      try onDisk { () throws(FileError) in
        if let bytes {
          try File.replace(path, with: bytes)
        } else {
          try File.remove(path)
        }
        try File.remove(lock)
      }
    }
  }

  private func noSnapshot(_ commit: ObjectID) -> GitError {
    GitError(
      .unsupported, function: "read the snapshot", subject: "commit \(commit)", message: "it is no snapshot")
  }
}
