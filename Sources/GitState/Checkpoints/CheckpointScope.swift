package import Git

/// Whose checkpoints count together: a run's, a branch's, or those of one working tree with a detached HEAD.
package enum CheckpointScope: Hashable, Sendable {
  /// A run's id.
  case run(String)
  case branch(RefName)
  /// HEAD of a working tree, by the name of its administrative folder; nil for the main one.
  case head(String?)

  static let prefix = "refs/gitstate/checkpoints/"

  /// What a working tree's checkpoints are counted by, outside a run.
  package init(_ head: Head, of administration: String?) {
    self = head.branch.map { .branch($0) } ?? .head(administration)
  }

  /// Where its checkpoints are, with a `/` at the end.
  ///
  /// A ref's name is told by the first 12 digits of the id that git gives to a blob of it: nothing of it can stand in another
  /// ref's way.
  func folder() throws(GitError) -> String {
    switch self {
    case .run(let id): Self.prefix + "run/\(id)/"
    case .branch(let ref): Self.prefix + "branch/\(try Self.digits(ref.text))/"
    case .head(let name):
      Self.prefix + "branch/\(try Self.digits(name.map { "worktrees/\($0)/HEAD" } ?? "HEAD"))/"
    }
  }

  /// The number of its first checkpoint: a run's 0 is taken where it starts.
  var first: Int { if case .run = self { 0 } else { 1 } }

  private static func digits(_ name: String) throws(GitError) -> String {
    String(try ObjectID.hash(.blob, Array(name.utf8)).description.prefix(12))
  }
}
