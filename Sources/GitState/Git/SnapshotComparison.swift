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
    return try image(in: left).says(thatOf: image(in: right))
  }

  /// An index that is stored as a blob.
  func image(in blob: ObjectID) throws(GitError) -> IndexImage {
    try IndexImage(repository.read(.blob, blob), at: "index \(blob)")
  }
}
