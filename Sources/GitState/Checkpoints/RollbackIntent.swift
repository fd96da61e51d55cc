package import Git

/// Where it stands that a rollback was begun, until it is ended: so the same call goes on after a kill.
///
/// Without a run it is a ref of each working tree; a run's ledger is one as well.
package protocol RollbackIntent {
  /// The rescue with which a rollback was begun here and not ended.
  func begun(in repository: borrowing Repository) throws -> Rescue?

  /// Records it, in place of an older one; the objects of the rescue are stored, its ref is made afterwards.
  func begin(_ rescue: Rescue, in repository: borrowing Repository) throws

  /// Forgets it: everything is as it shall be.
  func end(_ rescue: Rescue, in repository: borrowing Repository) throws
}

/// A ref for each working tree that holds the rescue meanwhile.
struct PendingRefs: RollbackIntent {
  static let prefix = "refs/gitstate/pending/"

  private let refs: [RefName]

  /// - Parameter administrations: the names of the trees' administrative folders; nil for the main one.
  init(_ administrations: [String?]) throws(GitError) {
    var refs: [RefName] = []
    for name in administrations {
      let text = Self.prefix + (name.map { "worktrees/\($0)" } ?? "main")
      guard let ref = RefName(text) else {
        throw GitError(
          .unsupported, function: "name the rollback", subject: text, message: "it is no name for a ref")
      }
      refs.append(ref)
    }
    self.refs = refs
  }

  func begun(in repository: borrowing Repository) throws -> Rescue? {
    for ref in refs {
      if let tip = try repository.tip(of: ref), let rescue = Rescue(pending: try repository.commit(tip)) {
        return rescue
      }
    }
    return nil
  }

  func begin(_ rescue: Rescue, in repository: borrowing Repository) throws {
    for ref in refs {
      let tip = try repository.tip(of: ref)
      if tip == rescue.commit { continue }
      try repository.move(
        ref, to: rescue.commit, expecting: tip.map { .tip($0) } ?? .absent, because: "rollback begins")
    }
  }

  func end(_ rescue: Rescue, in repository: borrowing Repository) throws {
    for ref in refs where try repository.tip(of: ref) == rescue.commit {
      try repository.delete(ref, expecting: rescue.commit)
    }
  }
}
