internal import Files

/// What stands in the way of changes, and which of them are still to be done on disk.
struct FollowPlan {
  /// The changes whose files are not yet as they shall be.
  private(set) var open: [TreeChange] = []
  /// Paths that hold what would be lost, sorted.
  private(set) var obstacles: [GitPath] = []

  init(_ tree: borrowing WorkingTree, _ changes: [TreeChange], _ conflicts: [ConflictedFile]) throws(GitError) {
    let index = try IndexFile(tree.indexPath)
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
    var disk = try DiskReader(tree, writtenAt: index.written, leaving: changes.filter { $0.new == nil }.map(\.path))
    for change in changes {
      let entry = staged[change.path]
      let known = entry.map { FileVersion($0.mode, $0.id) }
      guard !unsettled.contains(change.path), known == change.old || known == change.new else {
        obstacles.append(change.path)
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

/// Looks at single paths of a working tree.
struct DiskReader: ~Copyable {
  private let comparison: IndexComparison
  private let leaving: Set<GitPath>
  private var cursor: TreeFolderCursor
  private var levels: ScanCursor
  private var content: ContentReader

  /// - Parameter leaving: paths that are to go, and so are in nobody's way.
  init(
    _ tree: borrowing WorkingTree, writtenAt written: TreeStat.Moment?, leaving: [GitPath]
  ) throws(GitError) {
    let levels = try ScanCursor(tree.root, tree.settings)
    let content = try ContentReader(.status, tree.path, tree.repository.commonDirectory)
    comparison = IndexComparison(settings: tree.settings, written: written)
    self.leaving = Set(leaving)
    cursor = TreeFolderCursor(tree.root)
    self.levels = levels
    self.content = content
  }

  /// What stands at a path, as a tree would hold it; nil for nothing, and for a folder that is no submodule's.
  mutating func version(at path: GitPath, _ entry: IndexEntry?) throws(GitError) -> FileVersion? {
    let name = path.name
    guard let (folder, level) = try levels.open(path.parent.bytes),
      let stat = try onDisk({ () throws(FileError) in try folder.stat(name) })
    else { return nil }
    switch stat.kind {
    case .other: return FileVersion(.file, .zero)
    case .folder: return entry?.mode == .submodule ? entry.map { FileVersion($0.mode, $0.id) } : nil
    case .file, .link: break
    }
    let mode = comparison.mode(stat, entry)
    if let entry, entry.mode == mode, entry.isAssumedUnchanged || comparison.isSame(entry, stat) {
      return FileVersion(mode, entry.id)
    }
    return try content.read(name, path, mode, folder, level.conversion).map { FileVersion(mode, $0.id) }
  }

  /// What keeps a new file from standing at that path; nil where the place is free, or will be.
  mutating func occupant(of path: GitPath) throws(GitError) -> GitPath? {
    var above = GitPath.root
    for component in path.components {
      above = above.appending(component)
      let folder: TreeFolder?
      do {
        folder = try cursor.folder(above.parent.bytes)
      } catch {
        throw GitError(error)
      }
      let name = Array(component)
      guard let folder, let stat = try onDisk({ () throws(FileError) in try folder.stat(name) }) else { return nil }
      if stat.kind != .folder { return leaving.contains(above) ? nil : above }
    }
    return try remainder(of: path)
  }

  /// The first thing in a folder that is not to go; nil where it will be empty.
  private mutating func remainder(of path: GitPath) throws(GitError) -> GitPath? {
    var open = [path]
    while let place = open.popLast() {
      let folder: TreeFolder?
      do {
        folder = try cursor.folder(place.bytes)
      } catch {
        throw GitError(error)
      }
      guard let folder else { continue }
      for (name, kind) in try onDisk({ () throws(FileError) in try folder.names() }) {
        let inner = place.appending(name)
        var kind = kind
        if kind == nil { kind = try onDisk { () throws(FileError) in try folder.stat(name)?.kind } }
        if kind == .folder {
          open.append(inner)
        } else if !leaving.contains(inner) {
          return inner
        }
      }
    }
    return nil
  }
}
