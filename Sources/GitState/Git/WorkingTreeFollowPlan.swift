internal import Files

/// What stands in the way of changes, and which of them are still to be done on disk.
struct FollowPlan {
  /// The changes whose files are not yet as they shall be.
  private(set) var open: [TreeChange] = []
  /// Paths that hold what would be lost, sorted.
  private(set) var obstacles: [GitPath] = []
  /// Paths that the tree has followed already: whatever their files hold now is somebody's work.
  private(set) var settled: Set<GitPath> = []

  /// - Parameter again: whether it may have been done before: the index is written last, so where that has the new
  ///   state, the file had it too.
  init(
    _ tree: borrowing WorkingTree, _ changes: [TreeChange], _ conflicts: [ConflictedFile], again: Bool = false
  ) throws(GitError) {
    let (index, written) = try IndexShelf.image(at: tree.indexPath)
    let paths = Set(changes.map(\.path) + conflicts.map(\.path))
    var staged: [GitPath: IndexEntry] = [:]
    var unsettled: Set<GitPath> = []
    for entry in index.entries where paths.contains(entry.path) {
      if entry.stage > 0 || entry.isIntentToAdd {
        unsettled.insert(entry.path)
      } else {
        staged[entry.path] = entry
      }
    }
    var disk = try DiskReader(
      tree, writtenAt: written, leaving: changes.filter { $0.new == nil }.map(\.path))
    for change in changes {
      let entry = staged[change.path]
      let known = entry.map { FileVersion($0.mode, $0.id) }
      guard !unsettled.contains(change.path), known == change.old || known == change.new else {
        obstacles.append(change.path)
        continue
      }
      if again, known == change.new {
        settled.insert(change.path)
        continue
      }
      let file = try disk.version(at: change.path, entry)
      if file == change.new { continue }
      if file != change.old {
        obstacles.append(change.path)
      } else if file == nil, let other = try disk.occupant(of: change.path) {
        obstacles.append(other)
      } else {
        open.append(change)
      }
    }
    for conflict in conflicts {
      let entry = staged[conflict.path]
      guard !unsettled.contains(conflict.path), entry.map({ FileVersion($0.mode, $0.id) }) == conflict.ours,
        try disk.version(at: conflict.path, entry) == conflict.ours
      else {
        obstacles.append(conflict.path)
        continue
      }
      if conflict.ours == nil, conflict.content != nil, let other = try disk.occupant(of: conflict.path) {
        obstacles.append(other)
      }
    }
    obstacles = Array(Set(obstacles)).sorted()
  }
}
