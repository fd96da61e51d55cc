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
}
