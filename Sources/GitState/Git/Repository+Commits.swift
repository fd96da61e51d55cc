internal import CLibGit2

extension Repository {
  /// The commit of that id.
  ///
  /// Read with `git_odb_read` and parsed here, so that a shallow or damaged neighbour is no obstacle.
  package func commit(_ id: ObjectID) throws(GitError) -> Commit {
    let parsed = try withObject(.commit, id) { CommitParser($0).commit(id) }
    guard let parsed else {
      throw GitError(
        .other(-1), function: "git_odb_read", subject: "commit \(id)", message: "it can't be parsed")
    }
    return parsed
  }

  /// Writes a commit and moves nothing.
  ///
  /// The bytes are git's own: headers, a blank line, the message, which ends with one line feed.
  package func writeCommit(
    tree: ObjectID, parents: [ObjectID], message: String, author: Signature, committer: Signature? = nil
  ) throws(GitError) -> ObjectID {
    var text = "tree \(tree)\n"
    for parent in parents { text += "parent \(parent)\n" }
    text += "author \(author.line)\ncommitter \((committer ?? author).line)\n\n"
    text += message
    if !message.hasSuffix("\n") { text += "\n" }
    return try write(.commit, Array(text.utf8))
  }

  /// The repository's `user.name` and `user.email` at that time, or `gitstate <gitstate@localhost>` where none is set.
  package func author(at seconds: Int64, offset: Int = 0) -> Signature {
    Signature(
      name: configText("user.name") ?? "gitstate", email: configText("user.email") ?? "gitstate@localhost",
      seconds: seconds, offset: offset)
  }

  /// A config value by its name, as it was when this handle first asked for one; nil where it is not set.
  package func configText(_ name: String) -> String? {
    settings.text(name, in: self)
  }
}
