internal import CLibGit2

/// Commits along first parents, the newest first, and why they end.
package struct FirstParentLog: Sendable {
  package enum End: Hashable, Sendable {
    /// At a commit without parents.
    case root
    /// At the limit.
    case limit
    /// At a commit whose parents were left behind by a shallow fetch.
    case shallow
  }

  package let commits: [Commit]
  package let end: End
}

extension Repository {
  /// The commits along first parents from `tip`, at most `limit`.
  package func firstParentLog(from tip: ObjectID, limit: Int = .max) throws(GitError) -> FirstParentLog {
    let boundary = try shallowBoundary()
    var commits: [Commit] = []
    var next = tip
    while commits.count < limit {
      let commit = try commit(next)
      commits.append(commit)
      if boundary.contains(next) { return FirstParentLog(commits: commits, end: .shallow) }
      guard let parent = commit.parents.first else { return FirstParentLog(commits: commits, end: .root) }
      next = parent
    }
    return FirstParentLog(commits: commits, end: .limit)
  }
}
