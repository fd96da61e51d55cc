internal import Files

/// git's rule for whether a file may be as the index has it, without reading it.
struct IndexComparison: Sendable {
  let settings: WorkingTreeSettings
  /// When the index was written; nil where there is none.
  let written: TreeStat.Moment?

  /// Everything that the index remembers is as it was, and the file is older than the index.
  func isSame(_ entry: IndexEntry, _ stat: TreeStat) -> Bool {
    let seen = IndexEntry.Seen(stat)
    guard seen.modified == entry.seen.modified, seen.size == entry.seen.size,
      !settings.trustsChangeTime || seen.changed == entry.seen.changed,
      !settings.checksInode
        || (seen.inode == entry.seen.inode && seen.user == entry.seen.user && seen.group == entry.seen.group),
      let written
    else { return false }
    return stat.modified < written
  }

  /// The mode that git gives to what stands on disk, beside an entry or as a new file.
  func mode(_ stat: TreeStat, _ entry: IndexEntry?) -> EntryMode {
    if stat.kind == .link { return .link }
    if !settings.symlinks, entry?.mode == .link { return .link }
    if !settings.fileMode { return entry.flatMap { $0.mode.isRegular ? $0.mode : nil } ?? .file }
    return stat.isExecutable ? .executable : .file
  }
}
