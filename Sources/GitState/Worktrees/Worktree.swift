package import Git

/// One linked worktree, as its administrative folder and its `.git` file say.
package struct Worktree: Hashable, Sendable {
  /// How much differs in it.
  package struct Changes: Hashable, Sendable {
    package let staged: Int
    package let unstaged: Int
    package let untracked: Int
    package let conflicted: Int
    /// A merge or the like that was begun, by its file's name.
    package let underway: [String]

    package var isClean: Bool {
      staged + unstaged + untracked + conflicted == 0 && underway.isEmpty
    }

    init(_ status: WorkingTreeStatus) {
      staged = status.staged.count
      unstaged = status.unstaged.count
      untracked = status.untracked.count + status.nested.count
      conflicted = status.conflicted.count
      underway = status.underway
    }
  }

  /// The folder below `.worktrees/`; nil for a worktree that stands elsewhere.
  package let name: WorktreeName?
  /// Absolute.
  package let path: String
  /// The name of its folder in `<common>/worktrees/`.
  package let administration: String
  /// nil where HEAD is detached or can't be read.
  package let branch: RefName?
  /// nil before the branch's first commit.
  package let head: ObjectID?
  /// Why `git worktree lock` protects it; empty where no reason was given, nil where it is not locked.
  package let lock: String?
  /// Whether its folder is gone, or does not lead back.
  package let isStale: Bool
  /// nil where nobody asked, and where it is stale.
  package internal(set) var changes: Changes?
  /// How its `.git` and its administrative folder lead to each other, as it was read; nil where it is stale.
  let link: WorkingTreeLink?

  /// `.worktrees/worker-1`; the whole path where it stands elsewhere.
  package var relativePath: String { name.map { ".worktrees/\($0)" } ?? path }

  /// Its files and index, without another look at where its `.git` leads.
  func opened(of common: String) throws(GitError) -> WorkingTree {
    guard let link else { return try WorkingTree.open(path, of: common) }
    return try WorkingTree.open(path, link, of: common)
  }

  /// The same for a piece of work that is done in several trees.
  func opened(of repository: borrowing Repository) throws(GitError) -> WorkingTree {
    guard let link else { return try WorkingTree.open(path, of: repository) }
    return try WorkingTree.open(path, link, of: repository)
  }
}
