extension MergeState {
  /// Settles all paths, the deepest first, so that it is known which folders still hold something.
  mutating func settle(_ repository: borrowing Repository) throws(GitError) {
    for path in entries.keys.sorted(by: >) {
      guard let entry = entries[path] else { continue }
      if entry.isSettled {
        record(path, entry.result)
      } else {
        try settle(entry, at: path, repository)
      }
    }
  }

  private mutating func settle(
    _ entry: MergeEntry, at path: GitPath, _ repository: borrowing Repository
  ) throws(GitError) {
    var path = path
    var fileSide: Int?
    if entry.hasFolderConflict {
      if !occupied.contains(path) {
        // The folder has gone: the file may have its place.
        entry.hasFolderConflict = false
        entry.folderMask = 0
      } else if entry.fileMask == 1 {
        return
      } else {
        let side: MergeSide = entry.folderMask & 2 != 0 ? .theirs : .ours
        fileSide = side.rawValue
        entry.folderMask = 0
        entry.kinds.append(.fileFolder(at: path, folderBy: side.other))
        path = try freePath(path, label: label(side), repository)
      }
    }
    let isFree = !entry.hasFolderConflict && !entry.hasPathConflict

    if entry.matchMask != 0 {
      let side = entry.matchMask == 3 ? 2 : 1
      entry.result = entry.files[side]
      entry.isSettled = isFree || entry.result == nil
    } else if let ours = entry.files[1], let theirs = entry.files[2] {
      if ours.mode.isSameType(as: theirs.mode) {
        try settleContents(entry, at: path, ours: ours, theirs: theirs, fileSide: fileSide, repository)
        entry.isSettled = entry.isSettled && isFree
      } else {
        path = try settleTypes(entry, at: path, ours: ours, theirs: theirs, repository)
      }
    } else if entry.files[0] != nil, let (side, version) = onlySide(entry) {
      entry.result = depth > 0 ? entry.files[0] : version
      let isUnchanged = entry.files[0]?.id == version.id && entry.hasPathConflict
      if !isUnchanged { entry.kinds.append(.modifyDelete(deletedBy: side.other)) }
    } else if let (_, version) = onlySide(entry) {
      entry.result = version
      entry.isSettled = isFree
    } else {
      entry.result = nil
      entry.isSettled = !entry.hasPathConflict
    }
    if !entry.isSettled { conflicted.append((path, entry)) }
    record(path, entry.result)
  }

  private func onlySide(_ entry: MergeEntry) -> (MergeSide, FileVersion)? {
    if let ours = entry.files[1] { return (.ours, ours) }
    if let theirs = entry.files[2] { return (.theirs, theirs) }
    return nil
  }

  /// Merges what both sides have at one path.
  private mutating func settleContents(
    _ entry: MergeEntry, at path: GitPath, ours: FileVersion, theirs: FileVersion, fileSide: Int?,
    _ repository: borrowing Repository
  ) throws(GitError) {
    let merged = try mergeContents(
      at: path, base: entry.files[0], ours: ours, theirs: theirs, origins: entry.origins,
      extraMarkers: 2 * depth,
      repository)
    entry.result = merged.version
    entry.isSettled = merged.isClean
    if merged.isClean {
      if let fileSide {
        entry.files = [nil, nil, nil]
        entry.files[fileSide] = merged.version
      }
      entry.originals[1] = merged.version
      entry.originals[2] = merged.version
    } else {
      entry.text = merged.text
      let kind = merged.kind ?? .content
      entry.kinds.append(kind == .content && entry.files[0] == nil ? .addAdd : kind)
    }
  }

  /// Two different things at one path: each gets a path of its own, but a link or submodule keeps its place.
  ///
  /// - Returns: the path of our side's.
  private mutating func settleTypes(
    _ entry: MergeEntry, at path: GitPath, ours: FileVersion, theirs: FileVersion,
    _ repository: borrowing Repository
  ) throws(GitError) -> GitPath {
    if depth > 0 {
      entry.result = entry.files[0]
      return path
    }
    let movesBoth = !ours.mode.isRegular && !theirs.mode.isRegular
    let ourPath =
      ours.mode.isRegular || movesBoth ? try freePath(path, label: label(.ours), repository) : path
    let theirPath =
      ourPath == path || movesBoth ? try freePath(path, label: label(.theirs), repository) : path
    let base = entry.files[0]
    entry.kinds.append(.type(at: path))
    let second = entry.copy()
    second.files[1] = nil
    if let base, !base.mode.isSameType(as: theirs.mode) { second.files[0] = nil }
    second.result = theirs
    entry.files[2] = nil
    if let base, !base.mode.isSameType(as: ours.mode) { entry.files[0] = nil }
    entry.result = ours
    conflicted.append((theirPath, second))
    record(theirPath, theirs)
    return ourPath
  }

  /// A path beside this one that nothing has: `name~branch`.
  func freePath(
    _ path: GitPath, label: String, _ repository: borrowing Repository
  ) throws(GitError) -> GitPath {
    let suffix = label.utf8.map { $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0 }
    let start = path.bytes + CollectionOfOne(UInt8(ascii: "~")) + suffix
    var candidate = GitPath(bytes: start)
    var number = 0
    while try isKnown(candidate, repository) {
      candidate = GitPath(bytes: start + "_\(number)".utf8)
      number += 1
    }
    return candidate
  }

  private func isKnown(_ path: GitPath, _ repository: borrowing Repository) throws(GitError) -> Bool {
    if entries[path] != nil || results[path] != nil { return true }
    for tree in trees {
      if let tree, try repository.entry(at: path, in: tree) != nil { return true }
    }
    return false
  }
}
