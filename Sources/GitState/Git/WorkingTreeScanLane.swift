internal import Files

/// One thread's share of a scan.
struct ScanLane: ~Copyable {
  /// What every lane is told.
  struct Assignment: Sendable {
    let root: TreeFolder
    let path: String
    let common: String
    let stage: ObjectStage
    let image: IndexImage
    /// What earlier scans found in its folders.
    let notes: [FolderNote?]
    /// The file system whose folders have their times changed with what is in them; nil where that is not known.
    let trusted: UInt64?
    let comparison: IndexComparison
    let purpose: WorkingTreeScan.Purpose
  }

  private let task: Assignment
  private var chain: ScanChain
  private var content: ContentReader
  private var found = WorkingTreeScan()

  init(_ task: Assignment) throws(GitError) {
    let content = try ContentReader(task.purpose, task.path, task.common, task.stage)
    self.task = task
    self.content = content
    chain = ScanChain(task)
  }

  /// What was found.
  consuming func finish() -> (found: WorkingTreeScan, listed: [(number: Int, note: FolderNote)]) {
    (found, chain.listed)
  }

  /// Compares one folder with what the index knows of it.
  mutating func look(at planned: PlannedFolder) throws(GitError) {
    guard let place = try chain.open(planned.place) else {
      for place in planned.files { missing(place) }
      return
    }
    let (folder, level) = (place.folder, place.level)
    for place in planned.files { try compare(place, planned.path.count, folder, level) }
    if place.others.isEmpty { return }
    let path = GitPath(bytes: planned.path)
    for (name, kind) in place.others { try untracked(name, kind, path, folder, level, depth: 0) }
  }

  static let dotGit = Array(".git".utf8)

  private func kind(
    _ name: [UInt8], _ listed: TreeStat.Kind?, in folder: TreeFolder
  ) throws(GitError) -> TreeStat.Kind? {
    if let listed { return listed }
    return try onDisk { () throws(FileError) in try folder.stat(name)?.kind }
  }

  private mutating func missing(_ place: Int) {
    let entry = task.image.entries[place]
    guard !entry.skipsWorktree, !entry.isAssumedUnchanged || entry.stage > 0 else { return }
    found.changed.append(.init(entry: place, file: nil))
  }

  /// - Parameter skipped: how many bytes of the entry's path are its folder's.
  private mutating func compare(
    _ place: Int, _ skipped: Int, _ folder: TreeFolder, _ level: ScanLevel
  ) throws(GitError) {
    let entry = task.image.entries[place]
    if entry.skipsWorktree || (entry.isAssumedUnchanged && entry.stage == 0) { return }
    let stat: TreeStat?
    do {
      stat = try folder.stat(entry.path.bytes, from: skipped == 0 ? 0 : skipped + 1)
    } catch {
      throw GitError(error)
    }
    guard let stat else { return missing(place) }
    switch stat.kind {
    case .folder where entry.mode == .submodule: return
    case .folder:
      missing(place)
      return try untracked(entry.path.name, .folder, entry.path.parent, folder, level, depth: 0)
    case .other: return missing(place)
    case .file, .link: break
    }
    let mode = task.comparison.mode(stat, entry)
    if entry.stage == 0, mode == entry.mode, !entry.isIntentToAdd, task.comparison.isSame(entry, stat) {
      if task.purpose == .exact, !level.conversion.isEmpty {
        try converted(entry.path.name, entry, stat, folder, level)
      }
      return
    }
    let name = entry.path.name
    let sizeDiffers = UInt32(truncatingIfNeeded: stat.size) != entry.seen.size && entry.seen.size != 0
    if task.purpose == .status, entry.stage == 0, level.conversion.isEmpty, mode != entry.mode || sizeDiffers
    {
      found.changed.append(
        .init(entry: place, file: WorkingFile(path: entry.path, mode: mode, id: nil, stat: stat)))
      return
    }
    guard let read = try content.read(name, entry.path, mode, folder, level.conversion) else {
      return missing(place)
    }
    note(read, entry.path)
    if entry.stage == 0, mode == entry.mode, read.id == entry.id, !entry.isIntentToAdd {
      found.touched.append((place, stat))
    } else {
      if entry.stage > 0, read.hasMarkers { found.marked.append(entry.path) }
      found.changed.append(
        .init(entry: place, file: WorkingFile(path: entry.path, mode: mode, id: read.id, stat: stat)))
    }
  }

  /// Takes the bytes of an unchanged file that were converted on their way out: by its size, it is not opened for that.
  private mutating func converted(
    _ name: [UInt8], _ entry: IndexEntry, _ stat: TreeStat, _ folder: TreeFolder, _ level: ScanLevel
  ) throws(GitError) {
    guard entry.mode.isRegular, let size = content.size(of: entry.id), Int64(size) != stat.size
    else { return }
    found.verbatim[entry.path] = try content.verbatim(name, entry.path, folder)
  }

  private mutating func note(_ read: ContentReader.Content, _ path: GitPath) {
    if let skipped = read.skipped { found.unfiltered[path] = skipped }
    if let verbatim = read.verbatim { found.verbatim[path] = verbatim }
  }

  /// Whether a look at what might be goes into an untracked file: a few that are not large.
  private func isGlanced(_ stat: TreeStat) -> Bool {
    stat.size <= ContentReader.glanced && found.untracked.count < ContentReader.glancedFiles
      && task.stage.size < ContentReader.glancedInAll
  }

  /// An untracked folder; nil where it is gone, and for a mere look where nobody may look into it.
  private func opened(_ name: [UInt8], _ folder: TreeFolder) throws(GitError) -> TreeFolder? {
    do {
      return try folder.folder(name)
    } catch {
      switch error.reason {
      case .absent, .notFolder, .link: return nil
      case .denied where task.purpose == .status || task.purpose == .glance: return nil
      default: throw GitError.ofWorkingTree(error)
      }
    }
  }

  private mutating func untracked(
    _ name: [UInt8], _ kind: TreeStat.Kind?, _ parent: GitPath, _ folder: TreeFolder, _ level: ScanLevel,
    depth: Int
  ) throws(GitError) {
    let path = parent.appending(name)
    switch kind {
    case nil, .other: return
    case .file, .link:
      if level.ignore.ignores(path.bytes, isFolder: false) { return found.ignored.append(path.description) }
      guard let stat = try onDisk({ () throws(FileError) in try folder.stat(name) }),
        stat.kind == .file || stat.kind == .link
      else { return }
      let mode = task.comparison.mode(stat, nil)
      var id: ObjectID?
      let isRead = task.purpose != .status && (task.purpose != .glance || isGlanced(stat))
      if isRead {
        guard let read = try content.read(name, path, mode, folder, level.conversion) else { return }
        note(read, path)
        id = read.id
      }
      found.untracked.append(WorkingFile(path: path, mode: mode, id: id, stat: stat))
    case .folder:
      if level.ignore.ignores(path.bytes, isFolder: true) { return found.ignored.append("\(path)/") }
      guard depth < Repository.depthLimit, let inner = try opened(name, folder) else { return }
      if try onDisk({ () throws(FileError) in try inner.stat(Self.dotGit) }) != nil {
        found.nested.append(path)
        return
      }
      let names = try onDisk { () throws(FileError) in try inner.names() }
      let level = try level.below(
        path.bytes, inner, task.comparison.settings, RuleFiles(among: names))
      for (child, kind) in names {
        try untracked(child, try self.kind(child, kind, in: inner), path, inner, level, depth: depth + 1)
      }
    }
  }
}
