internal import Files
internal import Git
internal import StateMachine

/// The checkpoints of one repository: taken without touching HEAD, index or files, each under a ref of its own.
package struct Checkpoints: Sendable {
  /// The repository's common directory.
  package let common: String

  package init(common: String) {
    self.common = common
  }

  /// Stores everything that is in these working trees under one ref.
  ///
  /// The number is allotted by compare-and-swap: of two that are taken at once, one gets the next.
  /// - Parameters:
  ///   - paths: the working trees; the first is the one that it is asked for.
  ///   - warnings: gets what a person should know of what is not in it.
  func take(
    of paths: [String], for scope: CheckpointScope, _ note: CheckpointNote, on occasion: Occasion,
    in repository: borrowing Repository, warnings: inout [String]
  ) throws(GitError) -> Checkpoint {
    let isGathered = note.run != nil || paths.count > 1
    var all: [(parts: SnapshotParts, path: String)] = []
    for path in paths {
      let tree = try WorkingTree.open(path, of: repository)
      let parts = try tree.snapshot(by: occasion.author)
      warnings += Self.warnings(of: parts)
      all.append((parts, path))
    }
    // Whoever wants a number waits for a turn, and not for the many files of others.
    try repository.flushMany()
    return try repository.withWriteLock { () throws(GitError) in
      try number(all, gathered: isGathered, for: scope, note, on: occasion, in: repository)
    }
  }

  /// Stores the snapshots under the next number.
  private func number(
    _ all: [(parts: SnapshotParts, path: String)], gathered isGathered: Bool, for scope: CheckpointScope,
    _ note: CheckpointNote, on occasion: Occasion, in repository: borrowing Repository
  ) throws(GitError) -> Checkpoint {
    let folder = try scope.folder()
    var backoff = Backoff()
    while true {
      let number = try repository.highestNumber(in: folder).map { $0 + 1 } ?? scope.first
      let id = String(folder.dropFirst(CheckpointScope.prefix.count)) + "\(number)"
      guard let ref = RefName(CheckpointScope.prefix + id) else {
        throw GitError(
          .other(-1), function: "name the checkpoint", subject: id, message: "it is no valid name")
      }
      let (commit, _) = try SnapshotTree.store(
        all, gathered: isGathered, by: occasion.author, in: repository
      ) { trees in
        Checkpoint.message(id: id, number: number, note, trees, isGathered: isGathered, on: occasion)
      }
      do throws(GitError) {
        try repository.move(ref, to: commit, expecting: .absent, because: "checkpoint \(number)")
      } catch {
        guard error.isTransient, backoff.pause() else { throw error }
        continue
      }
      if let checkpoint = Checkpoint(ref, try repository.commit(commit)) { return checkpoint }
      throw GitError(
        .other(-1), function: "read the checkpoint", subject: id, message: "it can't be read back")
    }
  }

  private static func warnings(of parts: SnapshotParts) -> [String] {
    var warnings: [String] = []
    if !parts.nested.isEmpty {
      warnings.append(
        "Repositories of their own are not in it: \(spoken(parts.nested.map { quoted($0.description) })).")
    }
    if !parts.unfiltered.isEmpty {
      warnings.append(
        "A program outside would have converted \(spoken(parts.unfiltered.map { quoted($0.description) })); they are stored as they are."
      )
    }
    return warnings
  }
}
