import Files
import Git
package import StateMachine

/// A ref below `refs/gitstate/` that clones share: checkpoints, rescues, and what was archived.
///
/// What only says where a rollback, a merge or a fetch stands in this one clone is not among them.
package struct CarriedRef: Hashable, Sendable {
  package let name: String
  package let sha: String

  /// The folders below `refs/gitstate/` that are carried.
  package static let folders = ["checkpoints", "rescue", "archive"]
}

/// What came of taking over what a fetch brought.
package struct ReceivedRefs: Sendable {
  /// A name that is taken here by something else: it stays as it is.
  package struct Collision: Hashable, Sendable {
    package let name: String
    package let here: String
    package let there: String
  }

  package internal(set) var new: [CarriedRef] = []
  /// How many were here already.
  package internal(set) var known = 0
  package internal(set) var collisions: [Collision] = []
  /// Names of what is no checkpoint, rescue or archived commit, and was left out.
  package internal(set) var odd: [String] = []
}

extension Project {
  /// Where a fetch puts what it brings, until it is looked at: `<this><folder>/…`.
  package static let incoming = "refs/gitstate/incoming/"

  /// The refs that a push carries, by name.
  package func carriedRefs(of folders: [String] = CarriedRef.folders) throws(Rejection) -> [CarriedRef] {
    try withRepository { repository in
      try folders.flatMap { try repository.refs(below: "refs/gitstate/\($0)/") }.map {
        CarriedRef(name: $0.name.text, sha: $0.tip.description)
      }
    }
  }

  /// Takes over what a fetch brings below ``incoming``.
  ///
  /// Each ref is made where none is, by compare-and-swap, so nothing that is here is ever replaced. One fetch has the turn;
  /// what a killed one left is swept away first.
  /// - Parameter fetch: brings the refs; it runs while nothing is held but the turn among fetches.
  package func receive(_ fetch: () throws -> Void) throws(Rejection) -> ReceivedRefs {
    try rejecting {
      _ = try Folder.open(commonDirectory).makeFolders("gitstate/claims")
      let path = "\(commonDirectory)/gitstate/claims/fetch"
      guard let claim = try TreeClaim.take(path, waitingAtMost: 10_000_000_000) else {
        throw Rejection(
          .busy, "Another fetch of checkpoints has been running for 10 seconds; nothing was changed.",
          remedy: "Wait for it, and call again.")
      }
      try withRepository { try sweepIncoming(in: $0) }
      try fetch()
      let received = try withRepository { repository in
        let received = try takeOver(in: repository)
        try sweepIncoming(in: repository)
        return received
      }
      _ = consume claim
      return received
    }
  }

  private func takeOver(in repository: borrowing Repository) throws -> ReceivedRefs {
    var received = ReceivedRefs()
    for (incoming, tip) in try repository.refs(below: Project.incoming) {
      let rest = incoming.text.dropFirst(Project.incoming.count)
      guard let ref = RefName("refs/gitstate/\(rest)"), try isWhole(ref, tip, in: repository) else {
        received.odd.append("refs/gitstate/\(rest)")
        continue
      }
      if try repository.tip(of: ref) == nil {
        do throws(GitError) {
          try repository.move(ref, to: tip, expecting: .absent, because: "fetched")
          received.new.append(CarriedRef(name: ref.text, sha: tip.description))
          continue
        } catch {
          // Made by another meanwhile, perhaps the very same: it is looked at again.
          guard try repository.tip(of: ref) != nil else { throw error }
        }
      }
      let here = try repository.tip(of: ref)
      if here == tip {
        received.known += 1
      } else {
        received.collisions.append(
          .init(name: ref.text, here: here?.description ?? "", there: tip.description))
      }
    }
    return received
  }

  /// Whether it is what its name says, and may be restored: another program may have put anything there.
  private func isWhole(_ ref: RefName, _ tip: ObjectID, in repository: borrowing Repository) throws -> Bool {
    guard try repository.kind(of: tip) == .commit else { return false }
    let commit = try repository.commit(tip)
    let trees: [SnapshotTree]
    if ref.text.hasPrefix(CheckpointScope.prefix) {
      guard let checkpoint = Checkpoint(ref, commit) else { return false }
      trees = checkpoint.trees
    } else if ref.text.hasPrefix(Rescue.prefix) {
      guard let rescue = Rescue(ref, commit) else { return false }
      trees = rescue.trees
    } else if ref.text.hasPrefix(ArchivedPlan.prefix) {
      return ArchivedPlan(ref, try repository.commit(tip)) != nil
    } else {
      return true
    }
    let scratch = "\(commonDirectory)/gitstate/claims/fetched-index"
    for tree in trees {
      do throws(GitError) {
        if try repository.hazard(inSnapshot: tree.commit, scratch: scratch) != nil { return false }
      } catch {
        // What can't be read can't be restored either.
        return false
      }
    }
    return true
  }

  private func sweepIncoming(in repository: borrowing Repository) throws {
    let left = try repository.refs(below: Project.incoming)
    try repository.delete(left.map { (ref: $0.name, tip: $0.tip) })
  }

  /// The number after the last of the checkpoints among which a ref is; nil for what is none.
  package func freeName(beside ref: String) throws(Rejection) -> String? {
    guard ref.hasPrefix(CheckpointScope.prefix), let end = ref.lastIndex(of: "/") else { return nil }
    let folder = String(ref[...end])
    return try withRepository { repository in
      let numbers = try repository.refs(below: folder).compactMap {
        Int($0.name.text.dropFirst(folder.count))
      }
      return "\(folder)\((numbers.max() ?? 0) + 1)"
    }
  }

  /// The names of the remotes in the repository's config.
  package func remoteNames() throws(Rejection) -> [String] {
    try withRepository { $0.remotes() }
  }
}
