import Files
import Git
package import StateMachine

extension Project {
  var checkpoints: Checkpoints { Checkpoints(common: commonDirectory) }

  /// The working tree that a caller means: the one in which that folder is; where it names none, the one that it stands in,
  /// else the main one.
  func place(_ folder: String?, in repository: borrowing Repository) throws -> CheckedOutTree {
    let trees = try repository.branchesCheckedOut()
    let main = trees.first { $0.adminName == nil }
    guard let folder, folder != ".", !folder.isEmpty else {
      if let own = trees.first(where: { $0.path == start }) ?? main { return own }
      throw Rejection(
        .bareRepository, "The repository is bare, so it has no working tree of its own.",
        details: [.init("known", .texts(trees.map(\.path)))],
        remedy: "Name one of its worktrees with working_directory; `git worktree add <folder>` makes one.")
    }
    let path = folder.hasPrefix("/") ? folder : "\(main?.path ?? commonDirectory)/\(folder)"
    if let real = try? File.realPath(path), let root = Repository.discover(from: real),
      let found = trees.first(where: { $0.path == root })
    {
      return found
    }
    if let stale = trees.first(where: { $0.path == path }) {
      throw CheckpointError(.gone(path, branch: stale.branch), folder)
    }
    throw Rejection(
      .outsideRepository, "working_directory \(quoted(folder)) is in no working tree of this repository.",
      details: [
        .init("argument", .text("working_directory")), .init("known", .texts(trees.map(\.path))),
      ],
      remedy: "Start a server for that repository, or leave the argument out.")
  }

  /// The root of the repository's working tree in which a folder is; nil where it is in none.
  package func workingTree(around folder: String) throws(Rejection) -> String? {
    try withRepository { repository in
      guard let real = try? File.realPath(folder), let root = Repository.discover(from: real) else {
        return nil
      }
      return try repository.branchesCheckedOut().first { $0.path == root }?.path
    }
  }

  /// Where a tree of a checkpoint is now.
  func place(
    of tree: SnapshotTree, in point: SavePoint, _ repository: borrowing Repository
  ) throws -> CheckedOutTree {
    let root = repository.workingDirectory
    let found = try repository.branchesCheckedOut().first {
      SnapshotTree.relative($0.path, to: root) == tree.path
    }
    guard let found, isThere(found.path) else {
      throw CheckpointError(.gone(tree.path, branch: tree.branch), point.id)
    }
    return found
  }

  /// The scope in which numbers count: a run's where one is named.
  func scope(_ run: String?, at place: CheckedOutTree, in repository: borrowing Repository) throws
    -> CheckpointScope
  {
    if let run { return .run(try runView(run, in: repository).run.founding?.id.text ?? run) }
    return CheckpointScope(try repository.head(ofWorktree: place.adminName), of: place.adminName)
  }

  /// Brings files that are to follow their branch first: what lies behind would read as somebody's work.
  func settle(_ place: CheckedOutTree, in repository: borrowing Repository) throws {
    try repository.withWriteLock {
      try finishFollowing(in: repository)
      try refuseUnfollowed(place.adminName, at: place.path, in: repository)
    }
  }
}
