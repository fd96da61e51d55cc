internal import Files

extension WorkingTree {
  /// Puts back the index, but for what it remembers of files that were written meanwhile, and the files of a merge that was under way.
  func restoreState(_ plan: RestorePlan, _ known: KnownFiles) throws(GitError) {
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
    try recognize(plan, known)
  }

  /// Lets the index say of each file what git held of it when the snapshot was taken.
  ///
  /// A file that git took for unchanged is known by the time and size that it has now. git would read it again otherwise,
  /// and with attributes that came after it was staged it may find another content in the same bytes.
  ///
  /// A file that was changed in the very moment in which it was staged has the time and size of what was staged. git
  /// tells by the time of the index itself, and that is a later one now: nothing is remembered of that file.
  private func recognize(_ plan: RestorePlan, _ known: KnownFiles) throws(GitError) {
    guard let staged = try repository.entry(at: GitPath("stage-0"), in: plan.state) else { return }
    let changed = Set(
      try repository.changes(from: staged.id, to: plan.tree).lazy.filter { $0.old != nil && $0.new != nil }
        .map(\.path))
    let index = try IndexFile(indexPath)
    let entries = index.entries
    var isOther = false
    try known.visit(entries) { (place, seen) throws(GitError) in
      var entry = entries[place]
      // A file of another size than was remembered counts as changed for git, whatever it would read.
      if changed.contains(entry.path) || entry.seen.size != seen.size { return }
      entry.seen = seen
      try index.add(entry)
      isOther = true
    }
    var cursor = try ScanCursor(root, settings)
    if !changed.isEmpty {
      for var entry in entries where entry.stage == 0 && changed.contains(entry.path) {
        let name = entry.path.name
        guard let folder = try cursor.open(entry.path.parent.bytes)?.folder,
          let stat = try onDisk({ () throws(FileError) in try folder.stat(name) })
        else { continue }
        let seen = IndexEntry.Seen(stat)
        guard seen.modified == entry.seen.modified, seen.size == entry.seen.size else { continue }
        entry.seen = .nothing
        try index.add(entry)
        isOther = true
      }
    }
    if isOther { try write(index) }
  }

  /// Makes the index hold a tree, as after a commit of it.
  func stage(_ tree: ObjectID, _ known: KnownFiles) throws(GitError) {
    let index = try IndexFile(indexPath)
    let entries = index.entries
    for entry in entries where entry.stage > 0 { try index.remove(entry.path) }
    let settled = entries.filter { $0.stage == 0 }
    for change in Staged.changes(from: try repository.files(in: tree), to: settled) {
      try index.remove(change.path)
      guard let version = change.old else { continue }
      try index.add(IndexEntry(path: change.path, mode: version.mode, id: version.id))
    }
    let staged = index.entries
    try known.visit(staged) { (place, seen) throws(GitError) in
      var entry = staged[place]
      entry.seen = seen
      try index.add(entry)
    }
    try write(index)
  }
}
