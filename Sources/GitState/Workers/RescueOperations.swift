import Git
package import StateMachine

extension Project {
  /// All rescues, the newest first.
  package func listRescues() throws(Rejection) -> [Rescue] {
    try rejecting { try rescues.list().reversed() }
  }

  /// Removes the rescues that were taken before a moment; those that something under way needs stay.
  package func pruneRescues(before moment: Timestamp, rehearsing isRehearsal: Bool = false) throws(Rejection)
    -> PrunedRescues
  {
    try rejecting { try rescues.prune(olderThan: moment.seconds, rehearsing: isRehearsal) }
  }

  /// How many bytes the files of a rescue have that differ from the HEAD of its time.
  package func size(of rescue: Rescue) throws(Rejection) -> Int {
    try rejecting { try rescues.size(of: rescue) }
  }

  /// The same for a checkpoint.
  package func size(of checkpoint: Checkpoint) throws(Rejection) -> Int {
    try withRepository { try SnapshotTree.size(checkpoint.trees, in: $0) }
  }

  /// What a rescue holds.
  package func showRescue(_ id: String) throws(Rejection) -> RescueContents {
    try rejecting { try rescues.contents(of: id) }
  }

  /// Brings a rescue's index and files into a working tree: a worker's, the path of one of the repository's worktrees,
  /// `.` for the main one, or the one that it was taken of where nothing is named.
  package func restoreRescue(_ id: String, into place: String?) throws(Rejection) -> RestoredRescue {
    try withRepository { repository in
      guard let main = repository.workingDirectory else { throw WorktreeError(.bare, commonDirectory) }
      let rescue = try rescues.find(id)
      if place == nil, let taken = rescue.path, try workingTree(at: taken, below: main) == nil {
        throw Rejection(
          .notFound, "Rescue \(rescue.id) was taken of \(taken), which is not there any more.",
          details: [.init("path", .text(taken))], next: rescue.wayBack,
          remedy: rescue.wayBack == nil
            ? "Name a working tree with --into; . is the main one." : nil
        )
      }
      return try rescues.restore(
        id, into: workingTree(place ?? rescue.path, main, in: repository), on: occasion(in: repository))
    }
  }

  /// The path of one of the repository's own working trees.
  private func workingTree(
    _ place: String?, _ main: String, in repository: borrowing Repository
  ) throws -> String {
    guard let place else { return main }
    if let found = try workingTree(at: place, below: main) { return found }
    let all = try worktrees.list()
    if let found = all.first(where: { $0.name?.text == place }) { return found.path }
    if let worker = try? WorkerID(place), let found = all.first(where: { $0.name?.text == worker.folder }) {
      return found.path
    }
    throw Rejection(
      .outsideRepository, "\(quoted(place)) is no working tree of this repository.",
      details: [
        .init("value", .text(String(place.prefix(80)))), .init("known", .texts([main] + all.map(\.path))),
      ])
  }

  /// The working tree at a path, absolute or from the main one's root as a rescue has it; nil where there is none, or
  /// where its folder is gone.
  private func workingTree(at place: String, below main: String) throws -> String? {
    if place == "." || place == main { return main }
    return try worktrees.list().first { worktree in
      !worktree.isStale && (worktree.path == place || SnapshotTree.relative(worktree.path, to: main) == place)
    }?.path
  }
}
