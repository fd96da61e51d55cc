internal import CLibGit2
internal import Files

extension WorkingTreeSettings {
  /// Reads them from a repository's config, `info/exclude`, `info/attributes` and the files that config names.
  init(_ repository: borrowing Repository) throws(GitError) {
    func flag(_ name: String, or fallback: Bool) -> Bool {
      switch repository.configText(name)?.lowercased() {
      case "true", "yes", "on", "1", "": true
      case "false", "no", "off", "0": false
      default: fallback
      }
    }
    fileMode = flag("core.filemode", or: true)
    symlinks = flag("core.symlinks", or: true)
    ignoresCase = flag("core.ignorecase", or: false)
    checksInode = repository.configText("core.checkstat")?.lowercased() != "minimal"
    trustsChangeTime = flag("core.trustctime", or: true) && checksInode

    var outer: Conversion = []
    let autocrlf = repository.configText("core.autocrlf")?.lowercased()
    if autocrlf == "input" {
      outer.insert(.clean)
    } else if flag("core.autocrlf", or: false) {
      outer.formUnion([.clean, .smudge, .nativeCRLF])
    }
    if repository.configText("core.eol")?.lowercased() == "crlf" { outer.insert(.nativeCRLF) }
    let home = Environment.value("HOME")
    let user = Environment.value("XDG_CONFIG_HOME") ?? home.map { $0 + "/.config" }
    func expanded(_ path: String) -> String {
      guard path.hasPrefix("~/"), let home else { return path }
      return home + path.dropFirst()
    }
    /// A file that is not there, or can't be read, says nothing: so git.
    func bytes(_ path: String?) -> [UInt8]? {
      path.flatMap { try? File.read($0, limit: 16 << 20) }
    }
    let common = repository.commonDirectory
    let attributes = [
      common + "/info/attributes",
      repository.configText("core.attributesfile").map(expanded) ?? user.map { $0 + "/git/attributes" },
    ]
    for path in attributes {
      if let bytes = bytes(path) { outer.formUnion(Conversion.asked(by: bytes, given: outer)) }
    }
    conversion = outer

    let excludes = [
      common + "/info/exclude",
      repository.configText("core.excludesfile").map(expanded) ?? user.map { $0 + "/git/ignore" },
    ]
    let ignoresCase = ignoresCase
    ignores = excludes.compactMap { bytes($0).map { IgnoreRules($0, ignoresCase: ignoresCase) } }
  }
}
