/// The keys of git's config that name a program which a push or a fetch would run, or an address that needs one.
enum ProgramKey {
  /// What a key does, to continue "the config sets it,"; nil where it runs nothing.
  ///
  /// - Parameters:
  ///   - key: as git lists it: section and variable in lower case, what stands between them as it is.
  ///   - value: nil where the key stands alone.
  ///   - remote: the name of the remote; nil for an address.
  static func reason(_ key: String, _ value: String?, remote: String?) -> String? {
    guard let first = key.firstIndex(of: "."), let last = key.lastIndex(of: ".") else { return nil }
    let section = key[..<first]
    let variable = key[key.index(after: last)...]
    let middle = first == last ? nil : String(key[key.index(after: first)..<last])
    switch (section, variable) {
    case ("core", "sshcommand"), ("core", "gitproxy"), ("core", "askpass"), ("core", "alternaterefscommand"):
      return "a program that git would run"
    // An empty one takes those before it away.
    case ("credential", "helper"): return value == "" ? nil : "a program that git would run"
    case ("remote", "uploadpack"), ("remote", "receivepack"), ("remote", "vcs"):
      return middle == remote && remote != nil ? "a program that git would run" : nil
    case ("remote", "url"), ("remote", "pushurl"):
      guard middle == remote, remote != nil, let value, !isServed(value) else { return nil }
      return "an address that git needs a program for"
    case ("url", "insteadof"), ("url", "pushinsteadof"):
      guard let middle, !isServed(middle) else { return nil }
      return "which leads to an address that git needs a program for"
    default: return nil
    }
  }

  /// Whether git itself reaches an address: a path, `host:path`, or one of its own protocols.
  static func isServed(_ address: String) -> Bool {
    func isName(_ text: Substring) -> Bool {
      !text.isEmpty
        && text.utf8.allSatisfy { byte in
          switch byte {
          case 48...57, 65...90, 97...122, 43, 45, 46: true
          default: false
          }
        }
    }
    guard let colon = address.firstIndex(of: ":"), isName(address[..<colon]) else { return true }
    let rest = address[colon...]
    if rest.hasPrefix("::") { return false }
    guard rest.hasPrefix("://") else { return true }
    return ["file", "git", "http", "https", "ssh", "git+ssh", "ssh+git", "ftp", "ftps"].contains(
      address[..<colon])
  }
}
