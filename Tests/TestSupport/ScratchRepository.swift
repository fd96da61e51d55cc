import Foundation

/// A repository in a temporary folder, driven by git itself.
package final class ScratchRepository: Sendable {
  /// Holds the repository, `home`, and whatever a test puts beside them.
  package let folder: ScratchFolder
  /// The working tree's root, or the bare repository's folder: absolute, links resolved.
  package let path: String
  package let isBare: Bool

  /// Makes an empty repository whose HEAD is the unborn branch `main`.
  package init(bare: Bool = false) throws {
    folder = try ScratchFolder()
    path = folder.path + "/repository"
    isBare = bare
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try git(["init", "--quiet", "--initial-branch=main"] + (bare ? ["--bare"] : []))
  }

  /// Clones another by its `file://` URL, with further arguments of `git clone` (`--depth=2`, `--bare`).
  package init(cloning other: ScratchRepository, _ arguments: String...) throws {
    folder = try ScratchFolder()
    path = folder.path + "/repository"
    isBare = arguments.contains("--bare")
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try git(["clone", "--quiet"] + arguments + ["file://" + other.path, path])
  }

  /// The home folder that every program here gets.
  package var home: String { folder.path + "/home" }

  /// The common directory.
  package var gitDirectory: String { isBare ? path : path + "/.git" }

  /// Runs git in the repository, or in `place`; its output without the last line break.
  ///
  /// - Throws: what git wrote to its errors, where its status is not 0.
  @discardableResult
  package func git(
    _ arguments: String..., in place: String? = nil, at seconds: Int64 = HermeticGit.seconds,
    input: String = ""
  ) throws -> String {
    try git(arguments, in: place, at: seconds, input: input)
  }

  /// The same for arguments that were put together.
  @discardableResult
  package func git(
    _ arguments: [String], in place: String? = nil, at seconds: Int64 = HermeticGit.seconds,
    input: String = ""
  ) throws -> String {
    let outcome = try outcome(of: arguments, in: place, at: seconds, input: input)
    guard outcome.status == 0 else {
      throw ProgramFailure(command: "git " + arguments.joined(separator: " "), errors: outcome.errors)
    }
    return outcome.text
  }

  /// Runs git and tells how it ended, whatever its status.
  package func outcome(
    of arguments: [String], in place: String? = nil, at seconds: Int64 = HermeticGit.seconds,
    input: String = ""
  ) throws -> Outcome {
    try HermeticGit.run(arguments, in: place ?? path, home: home, at: seconds, input: Array(input.utf8))
  }

  /// Writes files (by their path below the root), commits everything, and answers the commit's id.
  @discardableResult
  package func commit(
    _ message: String = "work", files: [String: String] = [:], in place: String? = nil,
    at seconds: Int64 = HermeticGit.seconds
  ) throws -> String {
    for (file, text) in files { try write(file, text, in: place) }
    try git("add", "--all", in: place)
    try git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", message, in: place, at: seconds)
    return try git("rev-parse", "HEAD", in: place)
  }

  /// Makes a commit of the empty tree that no ref names: it works in a bare repository.
  package func looseCommit(
    _ message: String = "work", parents: [String] = [], at seconds: Int64 = HermeticGit.seconds
  ) throws -> String {
    let tree = try git("hash-object", "-t", "tree", "-w", "--stdin")
    return try git(["commit-tree", tree, "-m", message] + parents.flatMap { ["-p", $0] }, at: seconds)
  }

  /// Writes a file below the root, with the folders that it needs.
  package func write(_ file: String, _ text: String, in place: String? = nil) throws {
    let url = URL(fileURLWithPath: (place ?? path) + "/" + file)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Foundation.Data(text.utf8).write(to: url)
  }

  /// A file's text; nil where it is not there.
  package func read(_ file: String, in place: String? = nil) -> String? {
    FileManager.default.contents(atPath: (place ?? path) + "/" + file).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Adds a linked worktree beside the repository and answers its root.
  package func addWorktree(_ name: String, branch: String, _ arguments: String...) throws -> String {
    let root = folder.path + "/" + name
    try git(["worktree", "add", "--quiet"] + arguments + ["-b", branch, root])
    return root
  }
}
