internal import CLibGit2

extension Repository {
  /// Whether this user trusts the repositories of all others: `safe.directory = *`, which libgit2 1.5 does not know.
  ///
  /// Asked of the user's and the system's config alone; an empty value takes back what was said before it. The libgit2
  /// functions are `git_config_open_default` and `git_config_multivar_iterator_new`.
  static func trustsEveryOwner() -> Bool {
    guard
      let config: Handle<ConfigKind> = try? own(
        "git_config_open_default", "safe.directory", { git_config_open_default(&$0) })
    else { return false }
    var iterator: OpaquePointer?
    guard git_config_multivar_iterator_new(&iterator, config.raw, "safe.directory", nil) == 0 else {
      git_error_clear()
      return false
    }
    defer { git_config_iterator_free(iterator) }
    var trusts = false
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator) == 0, let value = entry?.pointee.value {
      switch String(cString: value) {
      case "*": trusts = true
      case "": trusts = false
      default: break
      }
    }
    git_error_clear()
    return trusts
  }
}
