internal import CLibGit2

/// A repository's config as it was when it was first asked for.
///
/// To look each time whether one of its files changed is three system calls for every value.
final class ConfigSnapshot {
  private var snapshot: Handle<ConfigKind>?
  private var isTaken = false

  /// A value by its name; nil where it is not set.
  ///
  /// The libgit2 functions are `git_repository_config_snapshot` and `git_config_get_string`.
  func text(_ name: String, in repository: borrowing Repository) -> String? {
    if !isTaken {
      isTaken = true
      let raw = repository.raw
      snapshot = try? own("git_repository_config_snapshot", name) { git_repository_config_snapshot(&$0, raw) }
    }
    guard let config = snapshot?.raw else { return nil }
    var value: UnsafePointer<CChar>?
    guard git_config_get_string(&value, config, name) == 0, let value else {
      git_error_clear()
      return nil
    }
    return String(cString: value)
  }
}
