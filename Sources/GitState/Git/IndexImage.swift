internal import Files
internal import Synchronization

/// The bytes of an index file, taken apart, and what was found out from them.
///
/// It never changes, so two threads may share it, and whoever reads the same bytes again needs no second look.
final class IndexImage: Sendable {
  let bytes: [UInt8]
  /// All entries, sorted by path and stage.
  let entries: [IndexEntry]
  /// Where each entry begins in the bytes.
  let offsets: [Int]
  /// The places of the entries that are in conflict.
  let unsettled: [Int]
  /// Paths whose files git was told not to look at.
  let hidden: Set<GitPath>
  /// The folders that the entries stand in.
  let folders: [PlannedFolder]
  /// The tree of all entries, where git wrote it down.
  private let recorded: ObjectID?
  let memory: Mutex<Memory>

  /// What was found out; each is a consequence of the bytes alone, or says itself when it no longer holds.
  struct Memory: Sendable {
    var blob: ObjectID?
    var staged: (tree: ObjectID, changes: [Staged.Change])?
    /// What stood in each folder beside what is tracked.
    var notes: [FolderNote?] = []
  }

  /// The index that is not there.
  static let empty = IndexImage()

  private init() {
    (bytes, entries, offsets, unsettled, hidden, recorded) = ([], [], [], [], [], nil)
    folders = PlannedFolder.plan([])
    memory = Mutex(Memory())
  }

  /// - Parameter known: an image of the same file as it was before.
  /// - Throws: `unsupported` for a split or a sparse index.
  init(_ bytes: [UInt8], at path: String, known: IndexImage? = nil) throws(GitError) {
    var reader = IndexReader()
    switch bytes.withUnsafeBytes({ reader.read($0) }) {
    case .whole: break
    case .broken:
      throw GitError(.other(-1), function: "read the index", subject: path, message: "it can't be parsed")
    case .foreign(let name):
      throw GitError.foreignIndex(name, function: "read the index", at: path)
    }
    let entries = reader.entries
    var memory = Memory()
    if let known, known.entries.count == entries.count,
      entries.indices.allSatisfy({ known.entries[$0].path == entries[$0].path })
    {
      folders = known.folders
      memory.notes = known.memory.withLock { $0.notes }
    } else {
      folders = PlannedFolder.plan(entries)
    }
    self.bytes = bytes
    self.entries = entries
    offsets = reader.offsets
    recorded = reader.tree
    unsettled = entries.indices.filter { entries[$0].stage > 0 }
    hidden = Set(
      entries.lazy.filter { $0.stage == 0 && ($0.isAssumedUnchanged || $0.skipsWorktree) }.map(\.path))
    self.memory = Mutex(memory)
  }

  /// The place of the first entry of a path; nil where there is none.
  func place(of path: GitPath) -> Int? { entries.firstIndex(of: path) }

  /// What is staged against a tree.
  func staged(
    against tree: ObjectID, in repository: borrowing Repository
  ) throws(GitError) -> [Staged.Change] {
    if let known = memory.withLock({ $0.staged }), known.tree == tree { return known.changes }
    var changes: [Staged.Change] = []
    if recorded != tree || !unsettled.isEmpty || entries.contains(where: \.isIntentToAdd) {
      changes = Staged.changes(from: try repository.files(in: tree), to: entries)
    }
    let found = changes
    memory.withLock { $0.staged = (tree, found) }
    return changes
  }

  /// Whether both say the same of paths, whatever they remember of files.
  func says(thatOf other: IndexImage) -> Bool {
    bytes.isEmpty == other.bytes.isEmpty && entries.count == other.entries.count
      && entries.indices.allSatisfy { entries[$0].isSame(as: other.entries[$0]) }
  }

  /// The bytes with other memories of some files, and their sum anew.
  func bytes(remembering seen: [(place: Int, seen: IndexEntry.Seen)]) -> [UInt8] {
    if seen.isEmpty { return bytes }
    var bytes = bytes
    for (place, seen) in seen {
      let start = offsets[place]
      let words = [
        UInt32(bitPattern: seen.changed.seconds), seen.changed.nanoseconds,
        UInt32(bitPattern: seen.modified.seconds), seen.modified.nanoseconds, seen.device, seen.inode,
      ]
      for (number, word) in words.enumerated() { bytes.put(word, at: start + number * 4) }
      for (number, word) in [seen.user, seen.group, seen.size].enumerated() {
        bytes.put(word, at: start + 28 + number * 4)
      }
    }
    let end = bytes.count - 20
    // `index.skipHash` leaves zeros there.
    if bytes[end...].contains(where: { $0 != 0 }) {
      bytes.replaceSubrange(end..., with: SHA1.sum(bytes, count: end))
    }
    return bytes
  }
}

extension IndexEntry {
  /// Whether both say the same of the path, whatever they remember of the file.
  func isSame(as other: IndexEntry) -> Bool {
    id == other.id && mode == other.mode && stage == other.stage && path == other.path
      && isAssumedUnchanged == other.isAssumedUnchanged && skipsWorktree == other.skipsWorktree
      && isIntentToAdd == other.isIntentToAdd
  }
}

extension Array<UInt8> {
  fileprivate mutating func put(_ word: UInt32, at place: Int) {
    for number in 0..<4 { self[place + number] = UInt8(truncatingIfNeeded: word >> (24 - 8 * number)) }
  }
}
