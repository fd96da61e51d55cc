extension MergeState {
  /// Brings the versions of a renamed file together under its new name.
  mutating func carryOut(
    _ renames: [(side: Int, rename: MergeRename)], _ repository: borrowing Repository
  ) throws(GitError) {
    var index = 0
    while index < renames.count {
      let (side, rename) = renames[index]
      index += 1
      // A settled source was not changed by the other side: the rename is an addition and a deletion.
      guard let old = entries[rename.from], !old.isSettled else { continue }
      if index < renames.count, renames[index].rename.from == rename.from {
        let other = renames[index].rename
        index += 1
        try carryOutBoth(old, from: rename.from, ours: rename.to, theirs: other.to, repository)
        continue
      }
      guard let new = entries[rename.to] else { continue }
      try carryOut(rename, by: side, old: old, new: new, repository)
    }
  }

  /// A file that both sides renamed.
  private mutating func carryOutBoth(
    _ base: MergeEntry, from: GitPath, ours: GitPath, theirs: GitPath, _ repository: borrowing Repository
  ) throws(GitError) {
    guard let ourEntry = entries[ours], let theirEntry = entries[theirs] else { return }
    if ours == theirs {
      ourEntry.files[0] = base.files[0]
      ourEntry.oldPath = from
      base.settle(nil)
      return
    }
    guard let ourFile = ourEntry.files[1], let theirFile = theirEntry.files[2] else { return }
    let merged = try mergeContents(
      at: from, base: base.files[0], ours: ourFile, theirs: theirFile, origins: [from, ours, theirs],
      extraMarkers: 1 + 2 * depth, repository)
    // Contents that can't be merged stay each under its own name.
    let isOneSided = !merged.isClean && merged.version == ourFile
    ourEntry.files[1] = merged.version
    theirEntry.files[2] = isOneSided ? theirFile : merged.version
    if merged.isClean {
      ourEntry.originals[1] = merged.version
      theirEntry.originals[2] = merged.version
    }
    for entry in [base, ourEntry, theirEntry] {
      entry.hasPathConflict = true
      entry.kinds.insert(.renameRename(from: from, ours: ours, theirs: theirs), at: 0)
      entry.text = entry.text ?? merged.text
    }
  }

  /// A file that one side renamed.
  private mutating func carryOut(
    _ rename: MergeRename, by side: Int, old: MergeEntry, new: MergeEntry, _ repository: borrowing Repository
  ) throws(GitError) {
    let other = 3 - side
    let isDeleted = old.fileMask == 1
    var collides = new.files[other] != nil
    var changedType = false
    if !isDeleted, let theirs = old.files[other], let ours = new.files[side] {
      changedType = theirs.mode.isRegular != ours.mode.isRegular
    }
    // Both renamed it, and one put something of another type in its old place.
    if changedType, collides { collides = false }

    if collides, !isDeleted {
      guard let renamed = new.files[side], let kept = old.files[other] else { return }
      var origins = [rename.from, rename.from, rename.from]
      origins[side] = rename.to
      let merged = try mergeContents(
        at: rename.from, base: old.files[0], ours: side == 1 ? renamed : kept,
        theirs: side == 1 ? kept : renamed,
        origins: origins, extraMarkers: 1 + 2 * depth, repository)
      new.files[side] = merged.version
      new.originals[side] = merged.isClean ? merged.version : renamed
      if !merged.isClean { new.kinds.append(.renameCollision(from: rename.from)) }
    } else if collides {
      new.hasPathConflict = true
      new.kinds.append(.renameDelete(from: rename.from, renamedBy: MergeSide(rawValue: side)!))
    } else {
      new.files[0] = old.files[0]
      new.origins[0] = rename.from
      if changedType {
        old.files[0] = nil
        return
      }
      if isDeleted {
        new.hasPathConflict = true
        new.kinds.append(.renameDelete(from: rename.from, renamedBy: MergeSide(rawValue: side)!))
      } else {
        new.files[other] = old.files[other]
        new.originals[other] = old.originals[other]
        new.origins[other] = rename.from
      }
    }
    if !changedType { old.settle(nil) }
  }
}
