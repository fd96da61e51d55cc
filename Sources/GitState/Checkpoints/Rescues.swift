package import Git
import StateMachine

/// The rescues of one repository: what would have been lost, and how it comes back.
package struct Rescues: Sendable {
  /// The repository's common directory.
  package let common: String

  package init(common: String) {
    self.common = common
  }

  /// Stores everything that is in a working tree: HEAD, index, every tracked and every untracked, not ignored file.
  ///
  /// HEAD, index and files stay as they are. The ref is made by compare-and-swap.
  /// - Parameters:
  ///   - path: the working tree.
  ///   - reason: a few words that continue "Rescue": `before worker-1 was removed`.
  ///   - extra: ignored files that are to go as well.
  package func take(
    of path: String, because reason: String, with extra: [GitPath] = [], on occasion: Occasion
  ) throws(RescueError) -> Rescue {
    try named(path) { () throws(GitError) in
      let tree = try WorkingTree.open(path, of: common)
      let parts = try tree.snapshot(with: extra, by: occasion.author)
      return try keep(parts, of: path, because: reason, on: occasion, in: tree.repository)
    }
  }

  /// The same, but nothing is made where nothing would be lost; nil then.
  package func takeUnlessClean(
    of path: String, because reason: String, on occasion: Occasion
  ) throws(RescueError) -> Rescue? {
    try named(path) { () throws(GitError) in
      let tree = try WorkingTree.open(path, of: common)
      return try takeUnlessClean(try tree.status(), tree, because: reason, on: occasion)
    }
  }

  /// The same for a tree whose status was just read.
  func takeUnlessClean(
    _ status: WorkingTreeStatus, _ tree: borrowing WorkingTree, because reason: String, on occasion: Occasion
  ) throws(GitError) -> Rescue? {
    if status.isClean { return nil }
    let parts = try tree.snapshot(by: occasion.author)
    if parts.isClean { return nil }
    return try keep(parts, of: tree.path, because: reason, on: occasion, in: tree.repository)
  }

  /// Keeps commits that no branch will hold any more.
  package func keep(
    _ tip: ObjectID, of branch: RefName?, because reason: String, on occasion: Occasion
  ) throws(RescueError) -> Rescue {
    try named(branch?.text ?? tip.description) { () throws(GitError) in
      let repository = try Repository.open(common)
      let tree = try repository.commit(tip).tree
      return try write(
        tree: tree, parents: [tip], files: 0, path: nil, branch: branch, head: tip, because: reason,
        on: occasion,
        in: repository)
    }
  }

  func keep(
    _ parts: SnapshotParts, of path: String, because reason: String, on occasion: Occasion,
    in repository: borrowing Repository
  ) throws(GitError) -> Rescue {
    try write(
      tree: parts.tree, parents: parts.parents, files: parts.changed.count,
      path: Self.relative(path, to: repository.workingDirectory), branch: parts.head.branch,
      head: parts.head.commit, because: reason, on: occasion, in: repository)
  }

  private func write(
    tree: ObjectID, parents: [ObjectID], files: Int, path: String?, branch: RefName?, head: ObjectID?,
    because reason: String, on occasion: Occasion, in repository: borrowing Repository
  ) throws(GitError) -> Rescue {
    let id = "\(Timestamp(seconds: occasion.seconds).compact)-\(occasion.token)"
    guard let ref = RefName(Rescue.prefix + id) else {
      throw GitError(.other(-1), function: "name the rescue", subject: id, message: "it is no valid name")
    }
    let subject = Self.oneLine("Rescue \(reason)")
    let trailers = Rescue.trailers(
      id: id, reason: reason, occasion: occasion, files: files, path: path, branch: branch, head: head)
    let commit = try repository.writeCommit(
      tree: tree, parents: parents, message: subject + "\n\n" + trailers + "\n", author: occasion.author)
    try repository.move(ref, to: commit, expecting: .absent, because: subject)
    return Rescue(
      id: id, ref: ref, commit: commit, reason: reason, created: occasion.seconds,
      nanoseconds: occasion.nanoseconds, files: files, path: path, branch: branch, head: head)
  }

  /// A path as it stays true when the repository is moved: `.`, or from the main working tree; else as it is.
  private static func relative(_ path: String, to root: String?) -> String {
    guard let root else { return path }
    if path == root { return "." }
    return path.hasPrefix(root + "/") ? String(path.dropFirst(root.utf8.count + 1)) : path
  }

  /// At most 72 bytes without control characters.
  private static func oneLine(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars.map({ $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }) {
      if line.utf8.count + String(scalar).utf8.count > 72 { break }
      line.unicodeScalars.append(scalar)
    }
    return line
  }

  func named<Result>(
    _ subject: String, _ body: () throws(GitError) -> Result
  ) throws(RescueError) -> Result {
    do {
      return try body()
    } catch {
      throw RescueError(.git(error), subject)
    }
  }
}
