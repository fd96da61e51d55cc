package import Git

/// Why a worktree could not be made, removed or read: what, both sides, and what to do.
package struct WorktreeError: Error, Sendable, CustomStringConvertible {
  package enum Reason: Sendable {
    /// The repository has no working tree to put `.worktrees` into.
    case bare
    /// Config sets `core.worktree`: files may stand anywhere.
    case redirected(String)
    case branchAbsent(RefName)
    /// Checked out, or to be checked out again when a rebase ends, at that path.
    case branchInUse(RefName, at: String)
    /// It has another branch; nothing was asked to be replaced.
    case otherBranch(has: RefName?, wanted: RefName)
    /// `git worktree lock` protects it, with that reason.
    case locked(String)
    /// Repositories of their own stand in it: never removed.
    case nested([GitPath])
    /// What stands there is not ours: a link, a file, or a folder that leads elsewhere.
    case notOurs(String)
    /// Another process is making or removing it.
    case busy
    case tooMany(limit: Int)
    /// What should have been kept could not be: so nothing was removed.
    case rescue(RescueError)
    case git(GitError)
  }

  package let reason: Reason
  /// The path that it is about, as a caller knows it.
  package let path: String

  init(_ reason: Reason, _ path: String) {
    self.reason = reason
    self.path = path
  }

  /// Whether the machine failed, so that nothing is known of the worktree.
  var isOfMachine: Bool {
    if case .git(let error) = reason { error.isOfMachine } else { false }
  }

  package var description: String {
    switch reason {
    case .bare:
      "\(path) is a bare repository, so it has no .worktrees; make a worktree with `git worktree add` and start there"
    case .redirected(let place):
      "\(path): core.worktree leads to \(place), so no worktree is made or removed; unset it first"
    case .branchAbsent(let branch):
      "\(path): there is no branch \(short(branch)); make it first"
    case .branchInUse(let branch, let place):
      "\(path): branch \(short(branch)) is checked out at \(place); work there, or remove that worktree first"
    case .otherBranch(let has, let wanted):
      "\(path) is on \(has.map(short) ?? "no branch"), and \(short(wanted)) was wanted; remove it first, or replace it"
    case .locked(let reason):
      "\(path) is locked\(reason.isEmpty ? "" : " (\(reason))"); `git worktree unlock \(path)` frees it"
    case .nested(let paths):
      "\(path) holds repositories of their own (\(list(paths))); move them out of it first"
    case .notOurs(let why): "\(path): \(why)"
    case .busy: "\(path) is being made or removed by another process; try again"
    case .tooMany(let limit):
      "\(path): there are \(limit) worktrees already, the most there may be; remove one first"
    case .rescue(let error): "\(path) was left as it is, because its work could not be kept: \(error)"
    case .git(let error): "\(path): \(error)"
    }
  }

  private func short(_ branch: RefName) -> String { branch.branchName ?? branch.text }

  private func list(_ paths: [GitPath]) -> String {
    paths.prefix(5).map(\.description).joined(separator: ", ") + (paths.count > 5 ? ", …" : "")
  }
}
