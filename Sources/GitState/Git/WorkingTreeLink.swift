internal import Files

/// How a working tree's `.git` and the repository's administrative folder lead to each other.
package struct WorkingTreeLink: Hashable, Sendable {
  /// `.git` of the main tree, `<common>/worktrees/<name>` of a linked one.
  package let gitDirectory: String
  /// The name of the administrative folder; nil for the main tree.
  package let name: String?

  /// Reads where the `.git` of a folder leads, and makes sure that it leads back.
  package static func read(_ path: String, of common: String) throws(GitError) -> WorkingTreeLink {
    let dotGit = path + "/.git"
    guard let status = try reading({ () throws(FileError) in try File.status(dotGit) }) else {
      throw refusal(.absent, path, "it is no working tree: there is no .git in it")
    }
    switch status.kind {
    case .folder:
      guard try same(dotGit, common) else {
        throw refusal(.unsupported, path, "it is the working tree of another repository than \(common)")
      }
      return WorkingTreeLink(gitDirectory: common, name: nil)
    case .file:
      let text = try reading { () throws(FileError) in try File.text(dotGit, limit: 8_192) } ?? ""
      guard text.hasPrefix("gitdir: ") else {
        throw refusal(.unsupported, path, "its .git file has no gitdir line")
      }
      let target = absolute(line(text.dropFirst("gitdir: ".count)), from: path)
      if try same(target, common) { return WorkingTreeLink(gitDirectory: common, name: nil) }
      let name = String(target.split(separator: "/").last ?? "")
      let administration = common + "/worktrees/" + name
      guard !name.isEmpty, name != "..", name != ".", try same(target, administration) else {
        throw refusal(
          .unsupported, path, "its .git file leads to \(target), which is not in \(common)/worktrees")
      }
      let back =
        try reading { () throws(FileError) in try File.text(administration + "/gitdir", limit: 8_192) } ?? ""
      let place = absolute(line(back[...]), from: administration)
      guard place.hasSuffix("/.git"), try same(String(place.dropLast(5)), path) else {
        throw refusal(.unsupported, path, "\(administration)/gitdir does not lead back to it but to \(place)")
      }
      return WorkingTreeLink(gitDirectory: administration, name: name)
    case .link, .other:
      throw refusal(.unsupported, path, "its .git is neither a folder nor a file")
    }
  }

  /// Whether two paths are one folder; false where one of them is not there.
  package static func same(_ left: String, _ right: String) throws(GitError) -> Bool {
    guard let one = try identity(left) else { return false }
    if left == right { return true }
    return try identity(right) == one
  }

  /// What is there; nil where nothing is.
  private static func identity(_ path: String) throws(GitError) -> FileIdentity? {
    do {
      return try File.identity(path)
    } catch {
      if case .denied = error.reason { throw GitError(reading: error) }
      return nil
    }
  }

  /// The first line of a file of git's own, without what ends it.
  package static func firstLine(_ text: String) -> String { line(text[...]) }

  /// The first line, without what ends it.
  static func line(_ text: Substring) -> String {
    String(text.prefix(while: { $0 != "\n" && $0 != "\r\n" && $0 != "\0" }))
  }

  static func absolute(_ path: String, from folder: String) -> String {
    path.hasPrefix("/") ? trimmed(path) : trimmed(folder + "/" + path)
  }

  private static func refusal(_ reason: GitError.Reason, _ path: String, _ message: String) -> GitError {
    GitError(reason, function: "open the working tree", subject: path, message: message)
  }
}
