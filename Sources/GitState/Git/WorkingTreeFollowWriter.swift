internal import Files

/// Writes and removes single files of a working tree, never through a link.
struct FollowWriter: ~Copyable {
  static let attributes = Array(".gitattributes".utf8)
  private static let temporary = ".gitstate-"

  /// Whether a file is one that a killed process was about to put in place.
  static func isTemporary(_ path: GitPath) -> Bool {
    let name = String(decoding: path.name, as: UTF8.self)
    return name.hasPrefix(temporary) && name.utf8.count == temporary.utf8.count + 16
      && name.dropFirst(temporary.count).allSatisfy { $0.isHexDigit && !$0.isUppercase }
  }

  /// Removes what killed processes were about to put in place in a folder.
  mutating func sweep(_ path: GitPath) throws(GitError) {
    guard let folder = try folder(path) else { return }
    for (name, _) in try onDisk({ () throws(FileError) in try folder.names() })
    where Self.isTemporary(path.appending(name)) {
      _ = try onDisk { () throws(FileError) in try folder.remove(name) }
    }
  }

  private let root: TreeFolder
  private let path: String
  private let settings: WorkingTreeSettings
  private let modified: TreeStat.Moment
  private var cursor: TreeFolderCursor
  private var levels: ScanCursor
  private var filters: FilterSet?

  init(_ root: TreeFolder, _ path: String, _ settings: WorkingTreeSettings) throws(GitError) {
    let levels = try ScanCursor(root, settings)
    self.root = root
    self.path = path
    self.settings = settings
    self.levels = levels
    modified = TreeStat.Moment(seconds: WallClock.seconds - 2, nanoseconds: 0)
    cursor = TreeFolderCursor(root)
  }

  /// Removes a file or a link; one that is not there is no error.
  mutating func remove(_ path: GitPath) throws(GitError) {
    let cursor = try folder(path.parent)
    let name = path.name
    if let cursor { _ = try onDisk { () throws(FileError) in try cursor.remove(name) } }
  }

  /// Removes the folders that a removed path leaves empty, up to the root.
  mutating func removeEmptyFolders(above path: GitPath) throws(GitError) {
    var place = path.parent
    while place != .root {
      let parent = try folder(place.parent)
      let name = place.name
      if let parent {
        guard try onDisk({ () throws(FileError) in try parent.removeEmptyFolder(name) }) else { return }
        forget()
      }
      place = place.parent
    }
  }

  /// Puts a file, link or submodule's folder at a path; what stood there is replaced at one stroke.
  ///
  /// - Parameter converted: whether line ends and `$Id$` are converted as attributes ask.
  /// - Returns: what an index is to remember of the file; nil for a submodule.
  mutating func write(
    _ path: GitPath, _ mode: EntryMode, _ bytes: [UInt8], converted: Bool
  ) throws(GitError) -> IndexEntry.Seen? {
    let folder: TreeFolder
    do {
      folder = try cursor.makeFolder(path.parent.bytes)
    } catch {
      throw GitError(error)
    }
    let name = path.name
    if try onDisk({ () throws(FileError) in try folder.stat(name)?.kind }) == .folder, mode != .submodule {
      // All in it went before; what is left are its empty folders.
      try removeEmpty(path, folder)
    }
    if mode == .submodule {
      _ = try onDisk { () throws(FileError) in try folder.makeFolder(name) }
      return nil
    }
    var bytes = bytes
    if converted, mode.isRegular, let level = try levels.open(path.parent.bytes)?.level,
      level.conversion.contains(.smudge)
    {
      if filters == nil { filters = try FilterSet(self.path) }
      bytes = try filters!.smudge(path, bytes)
    }
    let beside = Array((Self.temporary + randomHex(digits: 16)).utf8)
    let modified = modified
    let content = bytes
    let made = try onDisk { () throws(FileError) in
      mode == .link
        ? try folder.link(beside, to: content, modified: modified)
        : try folder.write(beside, content, executable: mode == .executable, modified: modified)
    }
    do throws(FileError) {
      try folder.rename(beside, to: name)
    } catch {
      _ = try? folder.remove(beside)
      throw GitError(error)
    }
    if name == Self.attributes {
      filters = nil
      forget()
    }
    // Getting its name changed one of its times. What somebody wrote there since is not to be taken for it.
    guard let stat = try stat(path), stat.inode == made.inode, stat.size == made.size,
      stat.modified == made.modified
    else { return .nothing }
    return IndexEntry.Seen(stat)
  }

  /// What the index is to remember of a file; nil where none is there.
  mutating func seen(_ path: GitPath) throws(GitError) -> IndexEntry.Seen? {
    try stat(path).map { IndexEntry.Seen($0) }
  }

  private mutating func stat(_ path: GitPath) throws(GitError) -> TreeStat? {
    let name = path.name
    guard let folder = try folder(path.parent) else { return nil }
    return try onDisk { () throws(FileError) in try folder.stat(name) }
  }

  private mutating func folder(_ path: GitPath) throws(GitError) -> TreeFolder? {
    do {
      return try cursor.folder(path.bytes)
    } catch {
      throw GitError(error)
    }
  }

  /// Removes a folder that holds nothing but folders.
  private mutating func removeEmpty(_ path: GitPath, _ parent: TreeFolder) throws(GitError) {
    let name = path.name
    let folder = try onDisk { () throws(FileError) in try parent.folder(name) }
    for (inner, _) in try onDisk({ () throws(FileError) in try folder.names() }) {
      try removeEmpty(path.appending(inner), folder)
    }
    guard try onDisk({ () throws(FileError) in try parent.removeEmptyFolder(name) }) else {
      throw GitError(
        .exists, function: "rmdir", subject: path.description, message: "the folder is not empty")
    }
    forget()
  }

  /// What is open may be gone, and rules may have changed.
  private mutating func forget() {
    cursor.forget()
    levels.forget()
  }
}
