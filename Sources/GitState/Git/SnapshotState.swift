internal import Files

extension WorkingTree {
  /// Puts back the index, byte for byte, and the files of a merge that was under way.
  func restoreState(_ plan: RestorePlan) throws(GitError) {
    try endMerge()
    var index: [UInt8]?
    for entry in try repository.tree(plan.state) where entry.mode.isRegular {
      let name = String(decoding: entry.name, as: UTF8.self)
      let bytes = try repository.read(.blob, entry.id)
      if name == "index" {
        index = bytes
      } else if Self.stateFiles.contains(name) {
        try writeStateFile(name, bytes)
      }
    }
    let bytes = index
    let path = indexPath
    let lock = path + ".lock"
    try repository.withWriteLock(recording: [RecordedLock(path: lock)]) { () throws(GitError) in
      try repository.takeLock(lock, holding: bytes ?? [])
      try onDisk { () throws(FileError) in
        if bytes != nil {
          try File.rename(lock, to: path)
        } else {
          try File.remove(path)
          try File.remove(lock)
        }
      }
    }
    try distrust(plan)
  }

  /// Lets git read the changed files again that its index only seems to know.
  ///
  /// A file that was changed in the very moment in which it was staged has the time and size of what was staged. git tells
  /// by the time of the index itself, and that is a later one now.
  private func distrust(_ plan: RestorePlan) throws(GitError) {
    guard let staged = try repository.entry(at: GitPath("stage-0"), in: plan.state) else { return }
    let changed = Set(
      try repository.changes(from: staged.id, to: plan.tree).lazy.filter { $0.old != nil && $0.new != nil }
        .map(\.path))
    if changed.isEmpty { return }
    let index = try IndexFile(indexPath)
    var cursor = try ScanCursor(root, settings)
    var isMistaken = false
    for var entry in index.entries where entry.stage == 0 && changed.contains(entry.path) {
      let name = entry.path.name
      guard let folder = try cursor.open(entry.path.parent.bytes)?.folder,
        let stat = try onDisk({ () throws(FileError) in try folder.stat(name) })
      else { continue }
      let seen = IndexEntry.Seen(stat)
      guard seen.modified == entry.seen.modified, seen.size == entry.seen.size else { continue }
      entry.seen = .nothing
      try index.add(entry)
      isMistaken = true
    }
    if isMistaken { try write(index) }
  }

  /// Makes the index hold a tree, as after a commit of it.
  func stage(_ tree: ObjectID, _ writer: inout FollowWriter) throws(GitError) {
    let index = try IndexFile(indexPath)
    let entries = index.entries
    for entry in entries where entry.stage > 0 { try index.remove(entry.path) }
    let settled = entries.filter { $0.stage == 0 }
    for change in Staged.changes(from: try repository.files(in: tree), to: settled) {
      try index.remove(change.path)
      guard let version = change.old else { continue }
      let seen = try writer.seen(change.path) ?? .nothing
      try index.add(IndexEntry(path: change.path, mode: version.mode, id: version.id, seen: seen))
    }
    try write(index)
  }
}
