internal import Files

/// A working tree of the repository, and what it has checked out.
package struct CheckedOutTree: Hashable, Sendable {
  /// The working tree's root, absolute, as git recorded it; for a bare repository its own folder.
  package let path: String
  /// nil where HEAD is detached.
  package let branch: RefName?
  /// The branch that a rebase or bisect under way there will go back to.
  package let suspended: RefName?
  /// The name below `worktrees/`; nil for the main working tree.
  package let adminName: String?
  /// Whether `git worktree lock` protects it.
  package let isLocked: Bool
}

extension Repository {
  /// What the main working tree and every linked one have checked out.
  ///
  /// Half-made ones without a HEAD are left out.
  /// Read from the files themselves, for git's list and libgit2's both skip what they think is broken. A bare
  /// repository's own HEAD counts as checked out nowhere.
  package func branchesCheckedOut() throws(GitError) -> [CheckedOutTree] {
    var trees: [CheckedOutTree] = []
    do throws(FileError) {
      if let root = workingDirectory, let head = try headText(in: commonDirectory) {
        trees.append(
          CheckedOutTree(
            path: root, branch: branch(in: head), suspended: try suspended(in: commonDirectory),
            adminName: nil,
            isLocked: false))
      }
      for name in try worktreeNames() {
        let admin = "\(commonDirectory)/worktrees/\(name)"
        guard let head = try headText(in: admin), let link = try File.text(admin + "/gitdir", limit: 8_192)
        else {
          continue
        }
        trees.append(
          CheckedOutTree(
            path: worktreeRoot(link, admin: admin), branch: branch(in: head),
            suspended: try suspended(in: admin),
            adminName: name, isLocked: try File.status(admin + "/locked") != nil))
      }
    } catch {
      throw GitError(error)
    }
    return trees
  }

  /// Where a branch is checked out, or will be again when a rebase or bisect ends there; nil where nowhere.
  package func checkout(of branch: RefName) throws(GitError) -> CheckedOutTree? {
    try branchesCheckedOut().first { $0.branch == branch || $0.suspended == branch }
  }

  private func worktreeNames() throws(FileError) -> [String] {
    do throws(FileError) {
      return try Folder.entries(of: commonDirectory + "/worktrees")
        .filter { $0.kind == .folder || $0.kind == nil }.map(\.name).sorted()
    } catch {
      switch error.reason {
      case .absent: return []
      default: throw error
      }
    }
  }

  /// `gitdir` holds the path of the worktree's `.git` file, with `extensions.relativeWorktrees` from the admin folder.
  private func worktreeRoot(_ link: String, admin: String) -> String {
    let line = String(link.prefix { $0 != "\n" && $0 != "\r\n" })
    let file = line.hasPrefix("/") ? line : "\(admin)/\(line)"
    let root = file.hasSuffix("/.git") ? String(file.dropLast(5)) : file
    return (try? File.realPath(root)) ?? root
  }

  private func suspended(in admin: String) throws(FileError) -> RefName? {
    for file in ["rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"] {
      guard let text = try File.text("\(admin)/\(file)", limit: 8_192) else { continue }
      let line = String(text.prefix { $0 != "\n" && $0 != "\r\n" })
      // A bisect keeps the branch's short name, a rebase the full one.
      if let name = line.hasPrefix("refs/") ? RefName(line) : RefName.branch(line), name.branchName != nil {
        return name
      }
    }
    return nil
  }
}
