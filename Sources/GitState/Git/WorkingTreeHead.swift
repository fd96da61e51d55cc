extension Head {
  /// The commit; nil before the first one.
  package var commit: ObjectID? {
    switch self {
    case .branch(_, let tip), .detached(let tip): tip
    case .unborn: nil
    }
  }

  /// The branch; nil where HEAD is detached.
  package var branch: RefName? {
    switch self {
    case .branch(let name, _), .unborn(let name): name
    case .detached: nil
    }
  }
}

extension WorkingTree {
  /// Where this tree's HEAD stands.
  package func head() throws(GitError) -> Head {
    try repository.head(ofWorktree: name)
  }

  /// The tree of HEAD's commit; the empty tree before the first commit.
  func headTree() throws(GitError) -> ObjectID {
    guard let commit = try head().commit else { return Repository.emptyTree }
    return try repository.commit(commit).tree
  }

  /// Moves what HEAD stands on by compare-and-swap: its branch, or HEAD itself where it is detached.
  ///
  /// - Parameters:
  ///   - head: where it stands, as it was seen.
  ///   - commit: where it shall stand; nil is before the first commit, so the branch goes.
  /// - Throws: `outdated` where HEAD or the branch is elsewhere by now.
  package func move(
    _ head: Head, to commit: ObjectID?, because reason: String
  ) throws(GitError) {
    guard head.commit != commit else { return }
    guard try self.head() == head else {
      throw GitError(.outdated, function: "read", subject: "\(gitDirectory)/HEAD", message: "HEAD moved")
    }
    let ref = head.branch ?? RefName(name.map { "worktrees/\($0)/HEAD" } ?? "HEAD")
    guard let ref, let target = commit ?? head.commit else {
      throw GitError(
        .unsupported, function: "move", subject: "\(gitDirectory)/HEAD",
        message: "the worktree's name is no name for a ref")
    }
    if commit == nil {
      try repository.delete(ref, expecting: target)
    } else {
      try repository.move(
        ref, to: target, expecting: head.commit.map { .tip($0) } ?? .absent, because: reason)
    }
  }
}
