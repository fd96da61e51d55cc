internal import Files

extension WorkingTree {
  /// Puts back the index, but for what it remembers of files that were written meanwhile, and the files of a merge that was under way.
  func restoreState(_ plan: RestorePlan, _ known: KnownFiles) throws(GitError) {
    try endMerge()
    var index: ObjectID?
    for entry in try repository.tree(plan.state) where entry.mode.isRegular {
      let name = String(decoding: entry.name, as: UTF8.self)
      if name == "index" {
        index = entry.id
      } else if Self.stateFiles.contains(name) {
        try writeStateFile(name, repository.read(.blob, entry.id))
      }
    }
    let bytes = try index.map { (id) throws(GitError) in try recognized(image(in: id), plan, known) }
    let path = indexPath
    let lock = path + ".lock"
    try repository.withWriteLock(recording: [RecordedLock(path: lock)]) { () throws(GitError) in
      try repository.takeLock(lock, holding: bytes ?? [], durability: Library.isDurable ? .synced : .none)
      var isHeld = true
      defer { if isHeld { repository.release(lock) } }
      try onDisk { () throws(FileError) in
        if bytes != nil {
          try File.rename(lock, to: path)
          isHeld = false
          if Library.isDurable { try File.synchronizeFolder(gitDirectory) }
        } else {
          try File.remove(path)
        }
      }
    }
  }

  /// The bytes of an index that says of each file what git held of it when the snapshot was taken.
  ///
  /// A file that git took for unchanged is known by the time and size that it has now. git would read it again otherwise,
  /// and with attributes that came after it was staged it may find another content in the same bytes.
  ///
  /// A file that was changed in the very moment in which it was staged has the time and size of what was staged. git
  /// tells by the time of the index itself, and that is a later one now: nothing is remembered of that file.
  private func recognized(
    _ image: IndexImage, _ plan: RestorePlan, _ known: KnownFiles
  ) throws(GitError) -> [UInt8] {
    guard let staged = try repository.entry(at: GitPath("stage-0"), in: plan.state) else {
      return image.bytes
    }
    let changes = try repository.changes(from: staged.id, to: plan.tree).filter {
      $0.old != nil && $0.new != nil
    }
    let changed = Set(changes.lazy.map(\.path))
    var seen = known.news(for: image.entries, image.place(of:)).filter { place, seen in
      let entry = image.entries[place]
      // A file of another size than was remembered counts as changed for git, whatever it would read.
      return entry.seen.size == seen.size && !changed.contains(entry.path)
    }
    var cursor = try ScanCursor(root, settings)
    for path in changes.map(\.path) {
      let name = path.name
      guard let place = image.place(of: path), image.entries[place].stage == 0,
        let folder = try cursor.open(path.parent.bytes)?.folder,
        let stat = try onDisk({ () throws(FileError) in try folder.stat(name) })
      else { continue }
      let (now, then) = (IndexEntry.Seen(stat), image.entries[place].seen)
      if now.modified == then.modified, now.size == then.size { seen.append((place, .nothing)) }
    }
    return image.bytes(remembering: seen)
  }

  /// Makes the index hold a tree, as after a commit of it.
  func stage(_ tree: ObjectID, _ known: KnownFiles) throws(GitError) {
    try editIndex { index throws(GitError) in
      let entries = index.entries
      for entry in entries where entry.stage > 0 { try index.remove(entry.path) }
      let settled = entries.filter { $0.stage == 0 }
      for change in Staged.changes(from: try repository.files(in: tree), to: settled) {
        try index.remove(change.path)
        guard let version = change.old else { continue }
        try index.add(IndexEntry(path: change.path, mode: version.mode, id: version.id))
      }
      let staged = index.entries
      for (place, seen) in known.news(for: staged, { path in staged.firstIndex(of: path) }) {
        var entry = staged[place]
        entry.seen = seen
        try index.add(entry)
      }
    }
  }
}
