internal import CLibGit2

extension Repository {
  /// Opens the repository whose `.git` directory, working tree or linked worktree this is.
  package static func open(_ path: String) throws(GitError) -> Repository {
    Library.start()
    let flags = UInt32(GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue)
    let opened = try own("git_repository_open_ext", path, as: RepositoryKind.self) {
      git_repository_open_ext(&$0, path, flags, nil)
    }
    guard git_repository_is_worktree(opened.raw) == 1 else { return try Repository(handle: opened) }
    let common = trimmed(String(cString: git_repository_commondir(opened.raw)))
    return try Repository(
      handle: own("git_repository_open_ext", common) { git_repository_open_ext(&$0, common, flags, nil) })
  }

  /// The repository directory found from a folder upward; nil where there is none.
  package static func discover(from folder: String) -> String? {
    Library.start()
    var buffer = git_buf()
    defer { git_buf_dispose(&buffer) }
    guard git_repository_discover(&buffer, folder, 0, nil) == 0, let text = buffer.ptr else {
      git_error_clear()
      return nil
    }
    return trimmed(String(cString: text))
  }
}
