internal import CLibGit2
package import Files

/// One entry of an index.
package struct IndexEntry: Hashable, Sendable {
  /// What an index remembers of a file, cut to 32 bits as its format has it.
  package struct Seen: Hashable, Sendable {
    var modified: (seconds: Int32, nanoseconds: UInt32) = (0, 0)
    var changed: (seconds: Int32, nanoseconds: UInt32) = (0, 0)
    var device: UInt32 = 0
    var inode: UInt32 = 0
    var user: UInt32 = 0
    var group: UInt32 = 0
    var size: UInt32 = 0

    /// Nothing was seen: the file is read when it is asked about.
    package static let nothing = Seen()

    private init() {}

    /// What an index keeps of that.
    package init(_ stat: TreeStat) {
      modified = (
        Int32(truncatingIfNeeded: stat.modified.seconds),
        UInt32(truncatingIfNeeded: stat.modified.nanoseconds)
      )
      changed = (
        Int32(truncatingIfNeeded: stat.changed.seconds), UInt32(truncatingIfNeeded: stat.changed.nanoseconds)
      )
      device = UInt32(truncatingIfNeeded: stat.device)
      inode = UInt32(truncatingIfNeeded: stat.inode)
      user = stat.user
      group = stat.group
      size = UInt32(truncatingIfNeeded: stat.size)
    }

    init(_ raw: git_index_entry) {
      modified = (raw.mtime.seconds, raw.mtime.nanoseconds)
      changed = (raw.ctime.seconds, raw.ctime.nanoseconds)
      device = raw.dev
      inode = raw.ino
      user = raw.uid
      group = raw.gid
      size = raw.file_size
    }

    package static func == (left: Seen, right: Seen) -> Bool {
      left.modified == right.modified && left.changed == right.changed && left.device == right.device
        && left.inode == right.inode && left.user == right.user && left.group == right.group
        && left.size == right.size
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(modified.seconds)
      hasher.combine(inode)
      hasher.combine(size)
    }
  }

  package var path: GitPath
  package var mode: EntryMode
  package var id: ObjectID
  /// 0, or in a conflict 1 for the base, 2 for ours, 3 for theirs.
  package var stage: Int = 0
  package var seen: Seen = .nothing
  /// `git update-index --assume-unchanged`: its file is not looked at.
  package var isAssumedUnchanged = false
  /// `git update-index --skip-worktree` and sparse checkouts: its file need not be there.
  package var skipsWorktree = false
  /// `git add --intent-to-add`: the file is known and nothing of it is staged.
  package var isIntentToAdd = false

  package init(path: GitPath, mode: EntryMode, id: ObjectID, stage: Int = 0, seen: Seen = .nothing) {
    self.path = path
    self.mode = mode
    self.id = id
    self.stage = stage
    self.seen = seen
  }
}

extension IndexEntry {
  private static let assumed = UInt16(0x8000)
  private static let stageMask = UInt16(0x3000)
  private static let intent = UInt16(1 << 13)
  private static let skip = UInt16(1 << 14)

  init(_ raw: UnsafePointer<git_index_entry>) {
    let entry = raw.pointee
    path = GitPath(
      bytes: Array(UnsafeRawBufferPointer(start: entry.path, count: Self.length(entry.path))))
    mode = EntryMode(canonical: entry.mode)
    id = ObjectID(entry.id)
    stage = Int((entry.flags & Self.stageMask) >> 12)
    seen = Seen(entry)
    isAssumedUnchanged = entry.flags & Self.assumed != 0
    skipsWorktree = entry.flags_extended & Self.skip != 0
    isIntentToAdd = entry.flags_extended & Self.intent != 0
  }

  private static func length(_ text: UnsafePointer<CChar>) -> Int {
    var count = 0
    while text[count] != 0 { count += 1 }
    return count
  }

  /// Lends the entry as libgit2 has it.
  func withRaw<Result>(_ body: (UnsafePointer<git_index_entry>) -> Result) -> Result {
    var raw = git_index_entry()
    raw.mtime = git_index_time(seconds: seen.modified.seconds, nanoseconds: seen.modified.nanoseconds)
    raw.ctime = git_index_time(seconds: seen.changed.seconds, nanoseconds: seen.changed.nanoseconds)
    raw.dev = seen.device
    raw.ino = seen.inode
    raw.uid = seen.user
    raw.gid = seen.group
    raw.file_size = seen.size
    raw.mode = mode.rawValue
    raw.id = id.oid
    raw.flags = UInt16(stage) << 12 | (isAssumedUnchanged ? Self.assumed : 0)
    raw.flags_extended = (isIntentToAdd ? Self.intent : 0) | (skipsWorktree ? Self.skip : 0)
    return path.withCString { path in
      raw.path = path
      return withUnsafePointer(to: raw) { body($0) }
    }
  }
}

extension GitPath {
  /// Lends the path with its NUL.
  ///
  /// A path with a NUL inside is in no checked tree and in no index.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    var terminated = bytes.map { CChar(bitPattern: $0) }
    terminated.append(0)
    return terminated.withUnsafeBufferPointer { body($0.baseAddress!) }
  }
}
