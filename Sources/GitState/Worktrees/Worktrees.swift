internal import Files
internal import Git

/// The worktrees of one repository, in the folder `.worktrees` of its main working tree.
///
/// Killed at any point, the next call succeeds: whatever is done to one name is done under a claim that the kernel
/// ends with the process, so what is found half done under a free claim is nobody's and is completed or set aside.
package struct Worktrees: Sendable {
  /// The repository's common directory.
  package let common: String

  static let limit = 64
  /// What the file `locked` says while a worktree is being made; `git worktree prune` leaves it alone then.
  static let underConstruction = "gitstate is making this worktree\n"
  /// The rights of that file, which is soon removed: git's own can be written.
  static let markPermissions: UInt32 = 0o444
  static let folderName = Array(".worktrees".utf8)

  package init(common: String) {
    self.common = common
  }

  /// Where things are, once it is known that the repository has a working tree.
  struct Layout: Sendable {
    let common: String
    /// The main working tree.
    let root: String

    var folder: String { root + "/.worktrees" }
    func place(_ name: WorktreeName) -> String { "\(folder)/\(name)" }
    func administration(_ name: String) -> String { "\(common)/worktrees/\(name)" }
    var staging: String { common + "/gitstate/staging" }
    var quarantine: String { common + "/gitstate/quarantine" }
    var claims: String { common + "/gitstate/claims" }
  }

  func layout() throws(WorktreeError) -> Layout {
    let found: (root: String?, redirected: String?, common: String) = try git(common) { () throws(GitError) in
      let repository = try Repository.open(common)
      return (repository.workingDirectory, repository.configuredWorktree, repository.commonDirectory)
    }
    if let place = found.redirected { throw WorktreeError(.redirected(place), common) }
    guard let root = found.root else { throw WorktreeError(.bare, common) }
    return Layout(common: found.common, root: root)
  }

  /// Runs what throws git's error, and says which worktree it was about.
  func git<Result: ~Copyable>(_ path: String, _ body: () throws(GitError) -> Result) throws(WorktreeError)
    -> Result
  {
    do {
      return try body()
    } catch {
      throw WorktreeError(.git(error), path)
    }
  }

  /// The same for what throws the disk's error.
  func disk<Result: ~Copyable>(_ path: String, _ body: () throws(FileError) -> Result) throws(WorktreeError)
    -> Result
  {
    do {
      return try body()
    } catch {
      throw WorktreeError(.git(GitError(error)), path)
    }
  }

  /// Claims a name: held until the value goes.
  func claim(
    _ name: String, _ layout: Layout, about path: String, waitingAtMost wait: Int64 = 10_000_000_000
  ) throws(WorktreeError) -> TreeClaim {
    let claim = try disk(path) { () throws(FileError) -> TreeClaim? in
      try Folder.ensure("gitstate/claims", in: layout.common)
      return try TreeClaim.take("\(layout.claims)/\(name)", waitingAtMost: wait)
    }
    guard let claim else { throw WorktreeError(.busy, path) }
    return claim
  }
}
