internal import CLibGit2

extension Repository {
  /// The names of the remotes in the repository's config.
  ///
  /// None where it can't be read. The libgit2 function is `git_remote_list`.
  package func remotes() -> [String] {
    var names = git_strarray()
    guard git_remote_list(&names, raw) == 0 else {
      git_error_clear()
      return []
    }
    defer { git_strarray_dispose(&names) }
    return (0..<names.count).compactMap { names.strings[$0].map { String(cString: $0) } }
  }
}
