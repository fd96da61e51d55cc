internal import Files
package import Git
internal import StateMachine

/// What is to be gone back to, and how.
package struct Rollback: Sendable {
  package let target: SavePoint
  /// Those of the target's trees that are gone back to.
  package let trees: [SnapshotTree]
  /// Where each of them is now, absolute, in their order.
  package let places: [String]
  /// Whether HEAD moves forward to a new commit with the files of the target, and not back.
  package var asCommit = false
  package var isRehearsal = false
  /// Whether it is a rollback even where every file is as it shall be, because a ledger is not.
  package var isRecorded = false

  /// - Parameter trees: nil for all of the target's.
  package init(target: SavePoint, trees: [SnapshotTree]? = nil, places: [String]) {
    self.target = target
    self.trees = trees ?? target.trees
    self.places = places
  }
}

/// What came of a rollback, or would.
package struct RolledBack: Sendable {
  package struct Tree: Sendable {
    /// As the target names it.
    package let path: String
    package let branch: RefName?
    package let from: ObjectID?
    /// nil before the first commit, and for a commit that is yet to be made.
    package let to: ObjectID?
    package let written: [GitPath]
    package let removed: [GitPath]
  }

  package let target: SavePoint
  package let trees: [Tree]
  /// The present as it was before; nil where nothing was changed.
  package let rescued: Rescue?
  /// False where all was as the target has it.
  package let changed: Bool
  package let asCommit: Bool
  /// Phases of the run that are open again.
  package var reopened: [String] = []
  /// Working trees that were gone and were made again; by a rehearsal those that would be.
  package var remade: [String] = []
  /// What did not go as a person might expect, in sentences; mostly none.
  package var notes: [String] = []
}

extension Checkpoints {
  /// Brings HEAD, index and files of every tree that the target covers back to what it holds.
  ///
  /// First the present is rescued, then the branches move by compare-and-swap, then the files follow. Killed in between,
  /// the same call goes on with that rescue; what somebody changed meanwhile is rescued as well.
  func rollBack(
    _ rollback: Rollback, by intent: some RollbackIntent, on occasion: Occasion,
    in repository: borrowing Repository
  ) throws -> RolledBack {
    try withClaims(rollback.places[...], in: repository) { () throws -> RolledBack in
      var backoff = Backoff()
      var begun: Rescue?
      while true {
        do {
          return try attempt(rollback, by: intent, on: occasion, in: repository, begun: &begun)
        } catch let error as GitError {
          if error.isTransient, backoff.pause() { continue }
          guard let begun else { throw error }
          throw CheckpointError(.interrupted(rescue: begun.id, error), rollback.target.id)
        }
      }
    }
  }

  private func attempt(
    _ rollback: Rollback, by intent: some RollbackIntent, on occasion: Occasion,
    in repository: borrowing Repository, begun: inout Rescue?
  ) throws -> RolledBack {
    let target = rollback.target
    let pending = try intent.begun(in: repository)
    let isAgain =
      pending?.rollback == Rescue.Rollback(target: target.commit, asCommit: rollback.asCommit)
      && pending?.trees.map(\.path) == rollback.trees.map(\.path)
    let before = isAgain ? pending : nil
    var surveys: [RollbackSurvey] = []
    for (number, place) in rollback.places.enumerated() {
      surveys.append(
        try RollbackSurvey(
          place, rollback.trees[number], before?.trees[number], rollback, by: occasion.author, in: repository)
      )
    }
    func result(_ rescued: Rescue?, _ changed: Bool) -> RolledBack {
      RolledBack(
        target: target, trees: surveys.map { $0.outcome(isRehearsal: rollback.isRehearsal) },
        rescued: rescued,
        changed: changed, asCommit: rollback.asCommit)
    }
    if surveys.allSatisfy(\.isDone), before != nil || !rollback.isRecorded {
      guard let before else { return result(nil, false) }
      if !rollback.isRehearsal {
        try Rescues(common: common).hold(before, in: repository)
        try intent.end(before, in: repository)
      }
      return result(before, true)
    }
    if rollback.isRehearsal { return result(nil, true) }
    let rescues = Rescues(common: common)
    let rescue: Rescue
    if let before, surveys.allSatisfy(\.isHeld) {
      rescue = before
    } else {
      rescue = try rescues.write(
        surveys.map { ($0.parts, $0.place) }, because: "before the rollback to \(target.words)",
        before: .init(target: target.commit, asCommit: rollback.asCommit), on: occasion, in: repository)
      try repository.flush()
      try intent.begin(rescue, in: repository)
    }
    begun = rescue
    try rescues.hold(rescue, in: repository)
    for survey in surveys { try survey.moveHead(because: "rollback to \(target.words)", in: repository) }
    for survey in surveys { try survey.restore(again: before != nil, in: repository) }
    try intent.end(rescue, in: repository)
    return result(rescue, true)
  }

  /// Whether some process is rolling that working tree back, making or removing it.
  func isBusy(_ place: String, in repository: borrowing Repository) -> Bool {
    (try? claimPath(of: place, in: repository)).map { TreeClaim.isHeld($0) } ?? false
  }

  private func claimPath(of place: String, in repository: borrowing Repository) throws(GitError) -> String {
    let folder = repository.workingDirectory.map { $0 + "/.worktrees/" } ?? ""
    let name =
      !folder.isEmpty && place.hasPrefix(folder)
      ? "name-" + place.dropFirst(folder.count)
      : try "tree-" + ObjectID.hash(.blob, Array(place.utf8)).description
    return "\(common)/gitstate/claims/\(name)"
  }

  /// Keeps others from rolling back, making or removing these working trees meanwhile.
  private func withClaims<Result>(
    _ places: ArraySlice<String>, in repository: borrowing Repository, _ body: () throws -> Result
  ) throws -> Result {
    guard let place = places.first else { return try body() }
    let path = try claimPath(of: place, in: repository)
    _ = try Folder.open(common).makeFolders("gitstate/claims")
    guard let claim = try TreeClaim.take(path, waitingAtMost: 10_000_000_000)
    else {
      throw GitError(
        .locked, function: "flock", subject: place, message: "another process rolls it back or removes it")
    }
    let result = try withClaims(places.dropFirst(), in: repository, body)
    _ = consume claim
    return result
  }
}
