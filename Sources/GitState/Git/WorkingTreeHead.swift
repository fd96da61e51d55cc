internal import Files

/// Where the HEAD of a working tree stands.
package enum WorkingTreeHead: Hashable, Sendable {
  /// On a branch with commits.
  case branch(RefName, tip: ObjectID)
  /// On a branch that does not exist yet.
  case unborn(RefName)
  /// On a commit and no branch.
  case detached(ObjectID)

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

  /// Reads the file `HEAD` of an administrative folder (or of the repository itself).
  package static func read(
    _ gitDirectory: String, in repository: borrowing Repository
  ) throws(GitError) -> WorkingTreeHead {
    let path = gitDirectory + "/HEAD"
    let text = try onDisk { () throws(FileError) in try File.text(path, limit: 8_192) }
    let line = WorkingTreeLink.line((text ?? "")[...])
    if line.hasPrefix("ref:") {
      let name = String(line.dropFirst(4).drop { $0 == " " || $0 == "\t" })
      if let ref = RefName(name) {
        guard let tip = try repository.tip(of: ref) else { return .unborn(ref) }
        return .branch(ref, tip: tip)
      }
    } else if let id = ObjectID(line) {
      return .detached(id)
    }
    throw GitError(
      .other(-1), function: "read HEAD", subject: path, message: "it names neither a branch nor a commit")
  }
}

extension WorkingTree {
  /// Where this tree's HEAD stands.
  package func head() throws(GitError) -> WorkingTreeHead {
    try .read(gitDirectory, in: repository)
  }

  /// The tree of HEAD's commit; the empty tree before the first commit.
  func headTree() throws(GitError) -> ObjectID {
    guard let commit = try head().commit else { return Repository.emptyTree }
    return try repository.commit(commit).tree
  }
}
