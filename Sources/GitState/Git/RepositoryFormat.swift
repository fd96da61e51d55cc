internal import CLibGit2
internal import Files

/// What a repository's own config says of how it is to be read, checked before libgit2 opens it.
struct RepositoryFormat {
  /// Whether `config.worktree` makes the common directory a bare repository, which libgit2 would not see.
  private(set) var isBare = false
  /// `core.worktree`: the working tree is not where the repository is.
  private(set) var worktree: String?

  /// Reads the format, and refuses what can't be served, by its name and with what to do.
  init(of common: String) throws(GitError) {
    let settings = try RepositoryFormat.settings(common + "/config")
    let version = Int(settings["core.repositoryformatversion"] ?? "0")
    guard let version, version <= 1 else {
      throw RepositoryFormat.unsupported(
        common, "core.repositoryformatversion = \(settings["core.repositoryformatversion"] ?? "")",
        "gitstate knows the versions 0 and 1",
        remedy: "Use a newer gitstate, if there is one: `gitstate version` shows this one.")
    }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      guard name.hasPrefix("extensions."), name != "extensions.noop" else { continue }
      try RepositoryFormat.check(String(name.dropFirst("extensions.".count)), value, version: version, common)
    }
    worktree = settings["core.worktree"]
    if RepositoryFormat.isTrue(settings["extensions.worktreeconfig"]) {
      let own = try RepositoryFormat.settings(common + "/config.worktree")
      isBare = RepositoryFormat.isTrue(own["core.bare"])
      worktree = own["core.worktree"] ?? worktree
    }
  }

  private static func check(_ name: String, _ value: String, version: Int, _ common: String) throws(GitError)
  {
    let setting = "extensions.\(name) = \(value)"
    func refused(_ why: String, remedy: String) -> GitError {
      unsupported(common, setting, why, remedy: remedy, foreignExtension: name)
    }
    switch name {
    case "preciousobjects", "worktreeconfig", "relativeworktrees": return
    case "objectformat" where value.lowercased() == "sha1": return
    case "refstorage" where value.lowercased() == "files" && version == 0: return
    case "objectformat":
      throw refused(
        "only SHA-1 repositories can be read",
        remedy: "git converts none: carry the files into a new one, `git init --object-format=sha1 <folder>`."
      )
    case "refstorage":
      throw refused(
        "only refs in files can be read",
        remedy: "Convert it with git 2.46 or newer: git refs migrate --ref-format=files")
    case "partialclone":
      throw refused(
        "objects that were not fetched can't be read", remedy: "Clone it again without --filter.")
    default:
      // git itself ignores what it doesn't know in version 0.
      if version > 0 {
        throw refused(
          "gitstate does not know what it changes",
          remedy: "Use a newer gitstate, or a clone, which does not take the extension over.")
      }
    }
  }

  private static func unsupported(
    _ common: String, _ setting: String, _ why: String, remedy: String, foreignExtension: String? = nil
  ) -> GitError {
    GitError(
      .unsupported, function: "open", subject: common,
      message: "the repository has \(GitError.quoted(setting)): \(why)", remedy: remedy,
      foreignExtension: foreignExtension.map { GitError.quoted($0) })
  }

  private static func isTrue(_ value: String?) -> Bool {
    ["true", "yes", "on", "1", ""].contains(value?.lowercased() ?? "false")
  }

  /// The `core` and `extensions` settings of one config file, by their names in lower case; the last of each counts.
  ///
  /// The libgit2 function is `git_config_open_ondisk`.
  private static func settings(_ path: String) throws(GitError) -> [String: String] {
    guard let status = try? File.status(path), status.kind != .other else { return [:] }
    let config = try own("git_config_open_ondisk", path, as: ConfigKind.self) {
      git_config_open_ondisk(&$0, path)
    }
    let iterator = try own("git_config_iterator_glob_new", path, as: ConfigIteratorKind.self) {
      git_config_iterator_glob_new(&$0, config.raw, "^(core|extensions)\\.")
    }
    var settings: [String: String] = [:]
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator.raw) == 0, let entry {
      settings[String(cString: entry.pointee.name).lowercased()] =
        entry.pointee.value.map { String(cString: $0) } ?? ""
    }
    return settings
  }
}

enum ConfigIteratorKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_config_iterator_free(raw) }
}
