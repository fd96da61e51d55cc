internal import Files
internal import Git

/// One working tree before it is rolled back: what is there, what is to be, and what lies between.
struct RollbackSurvey {
  /// Absolute.
  let place: String
  let parts: SnapshotParts
  /// Whether all is as it shall be.
  let isDone: Bool
  /// Whether nothing would be lost that the rescue of an earlier attempt does not hold.
  let isHeld: Bool
  private let target: SnapshotTree
  private let plan: RestorePlan
  /// Where HEAD's branch shall be; nil is before the first commit.
  private let to: ObjectID?
  /// The tree that the index shall hold, where it is not the one of the target.
  private let staged: ObjectID?

  /// Looks, and refuses what would lose something or leave another tree behind.
  ///
  /// - Parameter before: the tree as the rescue of an earlier attempt has it.
  init(
    _ place: String, _ target: SnapshotTree, _ before: SnapshotTree?, _ rollback: Rollback,
    by author: Signature, in repository: borrowing Repository
  ) throws {
    let tree = try WorkingTree.open(place, of: repository)
    if let begun = tree.underway().first(where: { $0.hasPrefix("rebase") || $0.hasPrefix("BISECT") }) {
      throw CheckpointError(.underway(begun), place)
    }
    try Self.refuseHeldIndex(of: tree, in: repository)
    let head = try tree.head()
    try Self.check(head, against: target, place)
    var parts = try tree.snapshot(by: author)
    let plan = try Self.plan(tree, target, parts)
    if !plan.unseen.isEmpty { parts = try tree.snapshot(with: plan.unseen, by: author) }
    let to: ObjectID?
    if rollback.asCommit {
      to = try Self.commit(plan.tree, on: head, rollback.target, by: author, in: repository)
      isDone = to == head.commit && plan.changes.isEmpty && parts.isClean
    } else {
      to = target.head
      isDone = try to == head.commit && plan.changes.isEmpty && tree.isAs(target.commit, parts)
    }
    if to != head.commit, let branch = head.branch {
      try Self.refuseInUse(branch, but: tree.name, in: repository)
    }
    staged = rollback.asCommit ? plan.tree : nil
    if let before, before.head == head.commit || to == head.commit, !isDone {
      isHeld = try tree.isHeld(parts, by: before.commit, plan, staging: staged)
    } else {
      isHeld = isDone
    }
    self.place = place
    self.parts = parts
    self.target = target
    self.plan = plan
    self.to = to
  }

  func outcome(isRehearsal: Bool) -> RolledBack.Tree {
    let isUnmade = isRehearsal && staged != nil && to != parts.head.commit
    return RolledBack.Tree(
      path: target.path, branch: parts.head.branch, from: parts.head.commit, to: isUnmade ? nil : to,
      written: plan.changes.filter { $0.new != nil }.map(\.path),
      removed: plan.changes.filter { $0.new == nil }.map(\.path))
  }

  func moveHead(because reason: String, in repository: borrowing Repository) throws {
    try WorkingTree.open(place, of: repository).move(parts.head, to: to, because: reason)
  }

  func restore(again: Bool, in repository: borrowing Repository) throws {
    if isDone { return }
    _ = try WorkingTree.open(place, of: repository).restore(plan, staging: staged, again: again)
  }

  private static func plan(
    _ tree: borrowing WorkingTree, _ target: SnapshotTree, _ parts: SnapshotParts
  ) throws -> RestorePlan {
    do throws(GitError) {
      return try tree.plan(restoring: target.commit, over: parts)
    } catch {
      switch error.reason {
      case .exists: throw CheckpointError(.nested(error.subject), tree.path)
      default: throw error
      }
    }
  }

  /// Refuses while another program writes the index: branch and files would move, and the index could not.
  private static func refuseHeldIndex(
    of tree: borrowing WorkingTree, in repository: borrowing Repository
  ) throws {
    let lock = tree.gitDirectory + "/index.lock"
    guard try repository.isHeld(lock) else { return }
    throw GitError(.locked, function: "open", subject: lock, message: repository.account(ofLock: lock))
  }

  /// Only a HEAD that is on what the target's was on can be where that was.
  private static func check(_ head: Head, against target: SnapshotTree, _ place: String) throws {
    switch (head.branch, target.branch) {
    case (let has, let wanted) where has == wanted: return
    case (let has, let wanted?): throw CheckpointError(.otherBranch(has: has, wanted: wanted), place)
    case (let has?, nil): throw CheckpointError(.onBranch(has, wanted: target.head ?? .zero), place)
    default: return
    }
  }

  private static func refuseInUse(
    _ branch: RefName, but administration: String?, in repository: borrowing Repository
  ) throws {
    let other = try repository.branchesCheckedOut().first {
      $0.adminName != administration && ($0.branch == branch || $0.suspended == branch)
    }
    if let other { throw CheckpointError(.branchInUse(branch, at: other.path), other.path) }
  }

  /// The commit with those files that HEAD moves forward to; HEAD's own where it has them, or was moved already.
  private static func commit(
    _ tree: ObjectID, on head: Head, _ target: SavePoint, by author: Signature,
    in repository: borrowing Repository
  ) throws -> ObjectID {
    if let now = head.commit, try repository.commit(now).tree == tree { return now }
    return try repository.writeCommit(
      tree: tree, parents: head.commit.map { [$0] } ?? [],
      message: "Roll back to \(target.words)\n\nThe files are those of \(target.id), \(target.commit).\n",
      author: author)
  }
}
