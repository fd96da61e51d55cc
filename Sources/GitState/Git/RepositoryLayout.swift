internal import Files

/// Where a repository's parts are, found by our own reading before libgit2 sees any of it.
struct RepositoryLayout {
  /// The folder with HEAD: `.git`, or `.git/worktrees/<name>` of a linked worktree.
  let gitDirectory: String
  /// The folder with objects and refs.
  let commonDirectory: String

  /// The layout of the repository whose working tree, linked worktree or git directory this is.
  ///
  /// - Throws: `absent` where none is, `otherRepository` where a `.git` file or its back-link leads elsewhere.
  init(at path: String) throws(GitError) {
    do throws(FileError) {
      let root = try File.realPath(path)
      let link = root + "/.git"
      switch try File.status(link)?.kind {
      case .folder?, .link?: gitDirectory = try File.realPath(link)
      case .file?: gitDirectory = try RepositoryLayout.target(ofLink: link, in: root)
      case .other?: throw FileError(.notFile, function: "lstat", path: link)
      case nil: gitDirectory = root
      }
      guard try File.status(gitDirectory + "/HEAD") != nil else {
        throw FileError(.absent, function: "open", path: gitDirectory + "/HEAD")
      }
      if let common = try File.text(gitDirectory + "/commondir", limit: 8_192) {
        commonDirectory = try RepositoryLayout.resolve(common, in: gitDirectory)
      } else {
        commonDirectory = gitDirectory
      }
      guard try File.status(commonDirectory + "/objects") != nil else {
        throw FileError(.absent, function: "open", path: commonDirectory + "/objects")
      }
      if gitDirectory != commonDirectory, gitDirectory != root { try checkBackLink(link) }
    } catch {
      switch error.reason {
      case .absent, .notFolder:
        throw GitError(
          .absent, function: "open", subject: path,
          message: "there is no git repository here (\(error.path) is missing); `git init` makes one")
      case .link:
        throw GitError(
          .otherRepository, function: "open", subject: path,
          message: "\(error.path) leads to a repository that does not lead back; "
            + "after moving a worktree, `git worktree repair` mends both links")
      default: throw GitError(error)
      }
    }
  }

  /// A linked worktree's administrative folder names the `.git` file that it belongs to.
  private func checkBackLink(_ link: String) throws(FileError) {
    let back = try File.text(gitDirectory + "/gitdir", limit: 8_192) ?? ""
    guard File.folder(of: gitDirectory) == commonDirectory + "/worktrees",
      let file = try? RepositoryLayout.resolve(back, in: gitDirectory), file == link
    else { throw FileError(.link, function: "open", path: link) }
  }

  /// A `.git` file is one line: `gitdir: ` and a path.
  private static func target(ofLink link: String, in root: String) throws(FileError) -> String {
    let text = try File.text(link, limit: 8_192) ?? ""
    guard text.hasPrefix("gitdir: ") else { throw FileError(.notFile, function: "read", path: link) }
    return try resolve(String(text.dropFirst("gitdir: ".count)), in: root)
  }

  /// The real path that a file's line names, from the folder that the file stands for.
  private static func resolve(_ text: String, in folder: String) throws(FileError) -> String {
    let line = String(text.prefix { $0 != "\n" && $0 != "\r\n" && $0 != "\0" })
    return try File.realPath(line.hasPrefix("/") ? line : "\(folder)/\(line)")
  }
}
