import Git

extension Repository {
  /// A commit that git sees too.
  func storedCommit(
    tree: ObjectID, parents: [ObjectID], message: String, author: Signature
  ) throws -> ObjectID {
    let commit = try writeCommit(tree: tree, parents: parents, message: message, author: author)
    try flush()
    return commit
  }
}
