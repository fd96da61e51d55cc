internal import Files

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
    let content = try ContentReader(
      .status, tree.path, tree.repository.commonDirectory, tree.repository.stage)
    comparison = IndexComparison(settings: tree.settings, written: written)
    self.leaving = Set(leaving)
    cursor = TreeFolderCursor(tree.root)
    self.levels = levels
    self.content = content
  }

  /// What stands at a path, as a tree would hold it; nil for nothing, and for a folder that is no submodule's.
  mutating func version(at path: GitPath, _ entry: IndexEntry?) throws(GitError) -> FileVersion? {
    let name = path.name
    guard let place = try levels.open(path.parent.bytes),
      let stat = try onDisk({ () throws(FileError) in try place.folder.stat(name) })
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
    return try content.read(name, path, mode, place.folder, place.level.conversion).map {
      FileVersion(mode, $0.id)
    }
  }

  /// A file's own bytes, or a link's target; nil where neither stands there.
  mutating func bytes(at path: GitPath) throws(GitError) -> (mode: EntryMode, bytes: [UInt8])? {
    let name = path.name
    guard let folder = try levels.open(path.parent.bytes)?.folder,
      let stat = try onDisk({ () throws(FileError) in try folder.stat(name) }),
      stat.kind == .file || stat.kind == .link
    else { return nil }
    let bytes = try onDisk { () throws(FileError) in
      stat.kind == .link ? try folder.target(ofLink: name) : try folder.read(name)
    }
    return (comparison.mode(stat, nil), bytes)
  }

  /// The first folder above any of these paths that is a repository of its own.
  mutating func repository(above paths: some Sequence<GitPath>) throws(GitError) -> GitPath? {
    let dotGit = Array(".git".utf8)
    var known: Set<GitPath> = [.root]
    for path in paths {
      var place = path.parent
      while known.insert(place).inserted {
        if place.name == dotGit { return place.parent }
        if let folder = try levels.open(place.bytes)?.folder,
          try onDisk({ () throws(FileError) in try folder.stat(dotGit) }) != nil
        {
          return place
        }
        place = place.parent
      }
    }
    return nil
  }

  /// Everything that keeps a new file from standing at that path.
  mutating func occupants(of path: GitPath) throws(GitError) -> [GitPath] {
    guard let first = try occupant(of: path) else { return [] }
    guard first == path || first.isBelow(path) else { return [first] }
    return try remainder(of: path, limit: .max) + (first == path ? [first] : [])
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
      guard let folder, let stat = try onDisk({ () throws(FileError) in try folder.stat(name) }) else {
        return nil
      }
      if stat.kind != .folder { return leaving.contains(above) ? nil : above }
    }
    return try remainder(of: path, limit: 1).first
  }

  /// What is in a folder and is not to go, up to a limit; none where it will be empty.
  private mutating func remainder(of path: GitPath, limit: Int) throws(GitError) -> [GitPath] {
    var open = [path]
    var found: [GitPath] = []
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
          found.append(inner)
          if found.count >= limit { return found }
        }
      }
    }
    return found
  }
}
