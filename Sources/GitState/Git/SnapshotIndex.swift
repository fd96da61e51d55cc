internal import Files

/// What is known of the files on disk when an index is put back: then it need not be asked of each file again.
struct KnownFiles: Sendable {
  /// The index at the time of the scan, sorted.
  private let entries: [IndexEntry]
  /// What the scan saw of each file whose content it read.
  private var read: [GitPath: IndexEntry.Seen] = [:]
  /// Entries that the scan did not believe.
  private let unsure: Set<GitPath>
  /// What was written since; it counts more.
  var written: [GitPath: IndexEntry.Seen] = [:]

  /// - Parameter scan: files that were changed shortly before it are left out. They could be changed once more within
  ///   one tick of the file system's clock, and nothing would tell.
  init(_ scan: WorkingTreeScan) {
    let entries = scan.entries
    self.entries = entries
    for (place, stat) in scan.touched where stat.isSettled(stat.modified, at: scan.began) {
      read[entries[place].path] = .init(stat)
    }
    for change in scan.changed {
      if let file = change.file, file.stat.isSettled(file.stat.modified, at: scan.began) {
        read[file.path] = .init(file.stat)
      }
    }
    for file in scan.untracked where file.stat.isSettled(file.stat.modified, at: scan.began) {
      read[file.path] = .init(file.stat)
    }
    unsure = Set(scan.changed.map { entries[$0.entry].path } + scan.touched.map { entries[$0.entry].path })
  }

  /// The places in another index, sorted as this one, of whose files something else is known than it says.
  ///
  /// - Parameter find: the place of a path's first entry there.
  func news(
    for others: [IndexEntry], _ find: (GitPath) -> Int?
  ) -> [(place: Int, seen: IndexEntry.Seen)] {
    var found: [Int: IndexEntry.Seen] = [:]
    var place = 0
    for (other, entry) in others.enumerated() {
      while place < entries.count, entries[place].path < entry.path { place += 1 }
      guard place < entries.count else { break }
      let known = entries[place]
      if known.seen != entry.seen, known.stage == 0, known.path == entry.path, !unsure.contains(entry.path) {
        found[other] = known.seen
      }
    }
    for seen in [read, written] {
      for (path, seen) in seen {
        if let place = find(path) { found[place] = seen }
      }
    }
    return found.filter { place, seen in
      let entry = others[place]
      return entry.stage == 0 && !entry.isIntentToAdd && seen != .nothing && seen != entry.seen
    }.map { (place: $0.key, seen: $0.value) }
  }
}

extension [IndexEntry] {
  /// The place of the first entry of a path, where they are sorted; nil where there is none.
  func firstIndex(of path: GitPath) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].path < path { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].path == path ? low : nil
  }
}
