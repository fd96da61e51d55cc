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
    for (place, stat) in scan.touched where scan.isSettled(stat) { read[entries[place].path] = .init(stat) }
    for change in scan.changed {
      if let file = change.file, scan.isSettled(file.stat) { read[file.path] = .init(file.stat) }
    }
    for file in scan.untracked where scan.isSettled(file.stat) { read[file.path] = .init(file.stat) }
    unsure = Set(scan.changed.map { entries[$0.entry].path } + scan.touched.map { entries[$0.entry].path })
  }

  /// Calls the body with the place of each entry of another index, sorted as this one, of whose file something
  /// else is known than the entry says.
  func visit(_ others: [IndexEntry], _ body: (Int, IndexEntry.Seen) throws(GitError) -> Void) throws(GitError)
  {
    var place = 0
    for (other, entry) in others.enumerated() where entry.stage == 0 && !entry.isIntentToAdd {
      while place < entries.count, entries[place].path < entry.path { place += 1 }
      var seen: IndexEntry.Seen?
      if place < entries.count, entries[place].path == entry.path, entries[place].stage == 0 {
        if entries[place].seen == entry.seen, written.isEmpty, unsure.isEmpty { continue }
        seen = entries[place].seen
      }
      if !unsure.isEmpty, unsure.contains(entry.path) { seen = nil }
      if !read.isEmpty, let other = read[entry.path] { seen = other }
      if !written.isEmpty, let other = written[entry.path] { seen = other }
      if let seen, seen != .nothing, seen != entry.seen { try body(other, seen) }
    }
  }
}

extension WorkingTreeScan {
  /// Whether a change of a file after the scan shows in its modification time.
  ///
  /// A tick of the clock is at most 10 ms, and 2 s on file systems that keep whole seconds.
  fileprivate func isSettled(_ stat: TreeStat) -> Bool {
    let margin: Int64 = stat.modified.nanoseconds == 0 ? 2_000_000_000 : 100_000_000
    let age = began - stat.modified.seconds * 1_000_000_000 - stat.modified.nanoseconds
    return age > margin
  }
}
