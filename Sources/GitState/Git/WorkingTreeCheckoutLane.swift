internal import Files
internal import Synchronization

/// One thread's share of writing a tree.
struct CheckoutLane: ~Copyable {
  /// What every lane is told.
  struct Assignment: Sendable {
    let root: TreeFolder
    let path: String
    let common: String
    let entries: [IndexEntry]
    let folders: [PlannedFolder]
    let conversions: [Conversion]
    let modified: TreeStat.Moment
  }

  /// What a lane has done.
  struct Outcome: Sendable {
    let written: [(Int, IndexEntry.Seen)]
    let unfiltered: [GitPath: String]
  }

  private let task: Assignment
  private let repository: Repository
  private let packed: PackedBlobs
  private var cursor: TreeFolderCursor
  private var filters: FilterSet?
  private(set) var written: [(Int, IndexEntry.Seen)] = []
  private(set) var unfiltered: [GitPath: String] = [:]

  init(_ task: Assignment) throws(GitError) {
    repository = try Repository.open(task.common)
    packed = PackedBlobs(in: task.common)
    cursor = TreeFolderCursor(task.root)
    self.task = task
  }

  /// Makes a folder and writes those of its files that are wanted.
  mutating func write(_ planned: PlannedFolder, only wanted: (IndexEntry) -> Bool) throws(GitError) {
    let folder: TreeFolder
    do {
      folder = try cursor.makeFolder(planned.path)
    } catch {
      throw GitError(error)
    }
    for place in planned.files {
      let entry = task.entries[place]
      guard wanted(entry) else { continue }
      let name =
        planned.path.isEmpty ? entry.path.bytes : Array(entry.path.bytes[(planned.path.count + 1)...])
      if let seen = try write(entry, name, folder, task.conversions[planned.place]) {
        written.append((place, seen))
      }
    }
  }

  private mutating func write(
    _ entry: IndexEntry, _ name: [UInt8], _ folder: TreeFolder, _ conversion: Conversion
  ) throws(GitError) -> IndexEntry.Seen? {
    let modified = task.modified
    switch entry.mode {
    case .directory: return nil
    case .submodule:
      _ = try onDisk { () throws(FileError) in try folder.makeFolder(name) }
      return nil
    case .link:
      let target = try repository.read(.blob, entry.id)
      return .init(
        try onDisk { () throws(FileError) in try folder.link(name, to: target, modified: modified) })
    case .file, .executable:
      let isExecutable = entry.mode == .executable
      if conversion.contains(.smudge) {
        let bytes = try converted(entry)
        return .init(
          try onDisk { () throws(FileError) in
            try folder.write(name, bytes, executable: isExecutable, modified: modified)
          })
      }
      if let bytes = packed.read(entry.id) {
        return .init(
          try onDisk { () throws(FileError) in
            try folder.write(name, bytes, executable: isExecutable, modified: modified)
          })
      }
      let outcome = try repository.withObject(.blob, entry.id) { bytes -> Result<TreeStat, FileError> in
        do throws(FileError) {
          let bytes = bytes.bindMemory(to: UInt8.self)
          return .success(try folder.write(name, bytes.span, executable: isExecutable, modified: modified))
        } catch {
          return .failure(error)
        }
      }
      return .init(try onDisk { () throws(FileError) in try outcome.get() })
    }
  }

  private mutating func converted(_ entry: IndexEntry) throws(GitError) -> [UInt8] {
    if filters == nil { filters = try FilterSet(task.path, elsewhere: task.path) }
    if let skipped = filters!.skipped(entry.path) { unfiltered[entry.path] = skipped }
    return try filters!.smudge(entry.path, repository.read(.blob, entry.id))
  }
}

/// Counts what both lanes have done.
final class CheckoutCounter: Sendable {
  private let done = Atomic<Int>(0)

  func add(_ count: Int) -> Int {
    done.add(count, ordering: .relaxed).newValue
  }
}
