import Git
import StateMachine

extension Project {
  /// The module whose worktree a checkpoint's tree was taken of and that has none any more; nil for every other tree.
  func goneModule(
    on tree: SnapshotTree, of run: Run, in repository: borrowing Repository
  ) throws -> RunModule? {
    guard repository.workingDirectory != nil, let name = tree.branch?.branchName,
      let module = run.modules.first(where: { $0.branch == name }),
      try tree.path == ".worktrees/\(folder(of: module.name, in: run))",
      try findWorktree(of: module.name, in: run) == nil
    else { return nil }
    return module
  }

  /// Makes a module's worktree again, on its branch, which is made again as well where it is gone.
  func makeAgain(
    _ tree: SnapshotTree, _ module: RunModule, of run: Run, in repository: borrowing Repository
  ) throws {
    let ref = try ref(of: module.name, in: run)
    if try repository.tip(of: ref) == nil, let head = tree.head {
      try repository.move(ref, to: head, expecting: .absent, because: "gitstate: module comes back")
    }
    _ = try worktrees.create(
      try folder(of: module.name, in: run), on: ref, occasion: occasion(in: repository))
  }

  /// Names the worktrees of modules that began after a checkpoint: it holds nothing of them, so they stay.
  func untouched(
    by point: SavePoint, of run: Run, in repository: borrowing Repository
  ) throws -> [String] {
    guard repository.workingDirectory != nil else { return [] }
    var paths: [String] = []
    for module in run.modules where !point.trees.contains(where: { $0.branch?.branchName == module.branch }) {
      if let found = try findWorktree(of: module.name, in: run) { paths.append(found.relativePath) }
    }
    guard !paths.isEmpty else { return [] }
    return [
      "\(spoken(paths)) \(paths.count == 1 ? "is" : "are") not in \(point.words) and \(paths.count == 1 ? "was" : "were") left as \(paths.count == 1 ? "it is" : "they are")."
    ]
  }
}
