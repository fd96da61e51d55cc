internal import Files

extension WorkingTree {
  /// Whether files, index and merge are as a snapshot has them.
  ///
  /// Two indexes are equal in entries, stages and flags: what they remember of the files on disk changes with each
  /// `git status`.
  /// - Parameters:
  ///   - commit: the snapshot's commit.
  ///   - present: a snapshot just taken here, with every ignored file that the other one holds.
  package func isAs(_ commit: ObjectID, _ present: SnapshotParts) throws(GitError) -> Bool {
    let snapshot = try repository.commit(commit)
    guard snapshot.tree == present.tree, let last = snapshot.parents.last else { return false }
    let wanted = try repository.tree(repository.commit(last).tree)
    let there = try repository.tree(repository.commit(present.state).tree)
    let isIndex: (TreeEntry) -> Bool = { $0.name == Array("index".utf8) }
    guard wanted.filter({ !isIndex($0) }) == there.filter({ !isIndex($0) }) else { return false }
    return try isSameIndex(there.first(where: isIndex)?.id, wanted.first(where: isIndex)?.id)
  }

  /// Whether two indexes, stored as blobs, are equal in what they say of paths.
  func isSameIndex(_ left: ObjectID?, _ right: ObjectID?) throws(GitError) -> Bool {
    if left == right { return true }
    guard let left, let right else { return false }
    return try remembered(in: left) == remembered(in: right)
  }

  /// The entries of an index that is stored as a blob.
  ///
  /// libgit2 reads indexes from files only: it stands in one for that long.
  private func remembered(in blob: ObjectID) throws(GitError) -> [IndexEntry] {
    let bytes = try repository.read(.blob, blob)
    let common = repository.commonDirectory
    let path = "\(common)/gitstate/staging/index~\(blob)"
    try onDisk { () throws(FileError) in
      _ = try Folder.open(common).makeFolders("gitstate/staging")
      try File.replace(path, with: bytes)
    }
    defer { _ = try? File.remove(path) }
    return try IndexFile(path).entries.map(\.unseen)
  }
}

extension IndexEntry {
  /// The entry without what it remembers of its file.
  fileprivate var unseen: IndexEntry {
    var entry = self
    entry.seen = .nothing
    return entry
  }
}
