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
      let id = Self.id(occasion)
      let message = Rescue.message(
        id: id, reason: reason, occasion: occasion, trees: [], branch: branch, head: tip, before: nil)
      let commit = try repository.writeCommit(
        tree: tree, parents: [tip], message: message, author: occasion.author)
      let rescue = try written(commit, id, in: repository)
      try hold(rescue, in: repository)
      return rescue
    }
  }

  func keep(
    _ parts: SnapshotParts, of path: String, because reason: String, on occasion: Occasion,
    in repository: borrowing Repository
  ) throws(GitError) -> Rescue {
    let rescue = try write([(parts, path)], because: reason, on: occasion, in: repository)
    try hold(rescue, in: repository)
    return rescue
  }

  /// Makes the commit of a rescue of some working trees: it is kept when ``hold(_:in:)`` gives it its ref.
  func write(
    _ all: [(parts: SnapshotParts, path: String)], because reason: String,
    before rollback: Rescue.Rollback? = nil, on occasion: Occasion, in repository: borrowing Repository
  ) throws(GitError) -> Rescue {
    let id = Self.id(occasion)
    let stored = try SnapshotTree.store(
      all, gathered: all.count > 1, by: occasion.author, in: repository
    ) { trees in
      Rescue.message(
        id: id, reason: reason, occasion: occasion, trees: trees, branch: nil, head: nil, before: rollback)
    }
    return try written(stored.commit, id, in: repository)
  }

  /// Gives a rescue its ref; one that has it already keeps it.
  func hold(_ rescue: Rescue, in repository: borrowing Repository) throws(GitError) {
    if try repository.tip(of: rescue.ref) == rescue.commit { return }
    try repository.move(
      rescue.ref, to: rescue.commit, expecting: .absent,
      because: SnapshotMessage.oneLine("Rescue \(rescue.reason)"))
  }

  private func written(
    _ commit: ObjectID, _ id: String, in repository: borrowing Repository
  ) throws(GitError) -> Rescue {
    guard let rescue = Rescue(pending: try repository.commit(commit)) else {
      throw GitError(.other(-1), function: "name the rescue", subject: id, message: "it is no valid name")
    }
    return rescue
  }

  private static func id(_ occasion: Occasion) -> String {
    "\(Timestamp(seconds: occasion.seconds).compact)-\(occasion.token)"
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
