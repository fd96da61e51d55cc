/// What came of committing everything in a working tree.
package enum CommittedWork: Sendable {
  case committed(ObjectID, branch: RefName, StagedWork)
  /// There is nothing to commit, and no merge to end.
  case unchanged(branch: RefName)
  /// These files were in conflict and still hold markers; nothing was committed and the index is as it was.
  case unresolved([GitPath])
}

extension WorkingTree {
  /// Commits everything as `git add -A && git commit` does, to the branch that HEAD is on; no hook is run.
  ///
  /// A merge that was begun here is ended by it: its commits become parents. The index is written first and the branch
  /// moved last, so a kill in between leaves everything staged, and the next call commits it.
  /// - Parameters:
  ///   - allowsEmpty: whether a commit is made where nothing changed.
  /// - Throws: `unsupported` where HEAD is detached; `outdated` where the branch moved meanwhile.
  package func commitAll(
    message: String, author: Signature, allowsEmpty: Bool = false
  ) throws(GitError) -> CommittedWork {
    let head = try head()
    guard let branch = head.branch else { throw detached }
    let merge = try mergeState()
    let staged = try stageAll()
    guard staged.marked.isEmpty else { return .unresolved(staged.marked) }
    if merge == nil, staged.changed.isEmpty, !allowsEmpty {
      // What was only touched, or staged and taken back, is settled all the same.
      try writeIndex(staged)
      return .unchanged(branch: branch)
    }
    let parents = (head.commit.map { [$0] } ?? []) + (merge?.heads ?? [])
    // Made before the index is written, so that all objects are synced together, and the ref's lock with them.
    let commit = try repository.writeCommit(
      tree: staged.tree, parents: parents, message: message, author: author)
    let subject = message.prefix { $0 != "\n" }
    try repository.move(
      branch, to: commit, expecting: head.commit.map { .tip($0) } ?? .absent, because: "commit: \(subject)"
    ) { () throws(GitError) in try writeIndex(staged) }
    try endMerge()
    return .committed(commit, branch: branch, staged)
  }

  /// Commits what was staged to the branch that HEAD is on, as `git commit --only` does: whatever else is in the index stays.
  ///
  /// - Returns: nil where nothing was staged.
  /// - Throws: `unsupported` where HEAD is detached; `outdated` where the branch moved meanwhile.
  package func commit(
    _ staged: StagedWork, message: String, author: Signature
  ) throws(GitError) -> ObjectID? {
    let head = try head()
    guard let branch = head.branch else { throw detached }
    guard !staged.changed.isEmpty else { return nil }
    let commit = try repository.writeCommit(
      tree: staged.tree, parents: head.commit.map { [$0] } ?? [], message: message, author: author)
    try repository.move(
      branch, to: commit, expecting: head.commit.map { .tip($0) } ?? .absent,
      because: "commit: \(message.prefix { $0 != "\n" })"
    ) { () throws(GitError) in try writeIndex(staged) }
    return commit
  }

  private var detached: GitError {
    GitError(
      .unsupported, function: "commit", subject: path,
      message: "HEAD is detached; check a branch out there first")
  }
}
