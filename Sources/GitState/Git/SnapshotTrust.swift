internal import Files

extension Repository {
  /// The first name in a snapshot of another clone that must never reach a disk; nil where it has none.
  ///
  /// Restoring gives the index back byte for byte, and git writes to the disk what an index names without looking at the
  /// names again. So the names of the index are looked at as well as those of the trees.
  /// - Parameter scratch: a path for the index while it is read; removed again.
  /// - Throws: `unsupported` where the commit is no snapshot or its index can't be read.
  package func hazard(inSnapshot commit: ObjectID, scratch: String) throws(GitError) -> TreeHazard? {
    let snapshot = try self.commit(commit)
    guard snapshot.parents.count > 0, let last = snapshot.parents.last, try kind(of: last) == .commit else {
      throw unreadableSnapshot(commit, "it is no snapshot")
    }
    let state = try tree(try self.commit(last).tree)
    let staged = state.filter { $0.mode == .directory }
    guard staged.contains(where: { $0.name.elementsEqual("stage-0".utf8) }) else {
      throw unreadableSnapshot(commit, "it is no snapshot")
    }
    for folder in [snapshot.tree] + staged.map(\.id) {
      if let found = try hazard(in: folder) { return found }
    }
    guard let index = state.first(where: { $0.name.elementsEqual("index".utf8) && $0.mode.isRegular }) else {
      return nil
    }
    let bytes = try read(.blob, index.id)
    try onDisk { () throws(FileError) in try File.replace(scratch, with: bytes, permissions: 0o600) }
    defer { _ = try? File.remove(scratch) }
    for entry in try IndexFile(scratch).entries {
      for name in entry.path.components {
        if let reason = TreeHazard.reason(ofName: Array(name)) {
          return TreeHazard(path: entry.path, reason: reason)
        }
      }
    }
    return nil
  }

  private func unreadableSnapshot(_ commit: ObjectID, _ why: String) -> GitError {
    GitError(.unsupported, function: "read the snapshot", subject: "commit \(commit)", message: why)
  }
}
