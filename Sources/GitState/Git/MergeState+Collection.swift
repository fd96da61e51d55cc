extension MergeState {
  /// Finds all paths on which the three trees differ.
  mutating func collect(_ repository: borrowing Repository) throws(GitError) {
    try collect(repository, trees, at: .root, folderRenameMask: 0, level: 0)
    for side in 1...2 {
      // Without a rename to look for, what only one side touched is taken from it whole.
      let isTrivial = sides[side].relevantSources.isEmpty
      sides[side].defersFolders = false
      let deferred = sides[side].deferred
      sides[side].deferred = []
      for folder in deferred {
        if isTrivial {
          entries[folder.path] = nil
          take(folder.versions[side], at: folder.path, ours: folder.versions[1])
        } else {
          let trees = folder.versions.map { $0?.mode == .directory ? $0?.id : nil }
          try collect(
            repository, trees, at: folder.path, folderRenameMask: folder.folderRenameMask,
            level: folder.path.components.count)
        }
      }
    }
  }

  private mutating func collect(
    _ repository: borrowing Repository, _ trees: [ObjectID?], at folder: GitPath, folderRenameMask: Int,
    level: Int
  ) throws(GitError) {
    try repository.checkDepth(level, at: folder)
    let (differing, hasEqual) = try repository.compare(trees, at: folder)
    if hasEqual { occupy(folder) }
    var mask = folderRenameMask
    if mask == 2 || mask == 4 {
      // One side removed the folder: if the other put a file into it, that file may have to follow.
      let adds = differing.contains { entry in
        (0...2).allSatisfy { (entry.sides[$0].map { $0.mode != .directory } ?? false) == (1 << $0 == mask) }
      }
      if adds { mask = 7 }
    }
    for entry in differing {
      try collect(repository, entry, in: folder, folderRenameMask: mask, level: level)
    }
  }

  private mutating func collect(
    _ repository: borrowing Repository, _ compared: ComparedEntry, in folder: GitPath, folderRenameMask: Int,
    level: Int
  ) throws(GitError) {
    let versions = compared.sides
    let path = folder.appending(compared.name)
    let files = versions.map { $0?.mode == .directory ? nil : $0 }
    let trees = versions.map { $0?.mode == .directory ? $0?.id : nil }
    let fileMask = mask(of: files)
    let folderMask = mask(of: trees)
    let matchMask =
      versions[0] != nil && versions[0] == versions[1]
      ? 3
      : versions[0] != nil && versions[0] == versions[2]
        ? 5 : versions[1] != nil && versions[1] == versions[2] ? 6 : 0

    if fileMask == 7, matchMask != 0 {
      take(matchMask == 3 ? versions[2] : versions[1], at: path, ours: versions[1])
      return
    }
    let renameMask = noteRenames(
      of: files, at: path, in: folder, fileMask: fileMask, folderMask: folderMask, matchMask: matchMask,
      folderRenameMask: folderRenameMask)
    if fileMask != 0 {
      if let ours = files[1] { ourFiles[path] = ours }
      entries[path] = MergeEntry(
        path: path, files: files, folderMask: folderMask,
        matchMask: folderMask == 0 ? matchMask : matchMask & fileMask)
    }
    guard folderMask != 0 else { return }
    var onlyTouchedBy = matchMask == 3 ? 2 : matchMask == 5 ? 1 : 0
    if fileMask == 0, folderMask == 2 || folderMask == 4 { onlyTouchedBy = folderMask / 2 }
    if renameMask != 7, onlyTouchedBy != 0, sides[onlyTouchedBy].defersFolders {
      sides[onlyTouchedBy].deferred.append(
        .init(path: path, versions: versions, folderRenameMask: renameMask))
      return
    }
    try collect(repository, trees, at: path, folderRenameMask: renameMask, level: level + 1)
  }

  /// Settles a path that needs no thought.
  private mutating func take(_ version: FileVersion?, at path: GitPath, ours: FileVersion?) {
    if version == ours {
      ourFiles[path] = nil
      if version != nil { occupy(path.parent) }
    } else {
      ourFiles[path] = ours
      record(path, version)
    }
  }

  private func mask<Side>(of sides: [Side?]) -> Int {
    (sides[0] == nil ? 0 : 1) | (sides[1] == nil ? 0 : 2) | (sides[2] == nil ? 0 : 4)
  }

  /// Notes what a path may mean for the renames of files and of folders.
  ///
  /// A file's new place matters where the other side changed the file, or where the other side put a file into a folder
  /// that was removed: then all renames from that folder tell together where it went.
  /// - Returns: the mask that holds for what stands below this path: 0, or the side (2 or 4) that still has a folder
  ///   which the other removed, or 7 once that side has put a file into it.
  private mutating func noteRenames(
    of files: [FileVersion?], at path: GitPath, in folder: GitPath, fileMask: Int, folderMask: Int,
    matchMask: Int,
    folderRenameMask: Int
  ) -> Int {
    var renameMask = folderRenameMask
    if renameMask != 7, folderMask == 3 || folderMask == 5 { renameMask = folderMask & ~1 }
    if folderMask == 1 || folderMask == 3 || folderMask == 5 {
      for side in 1...2 where folderMask & (1 << side) == 0 {
        sides[side].removedFolders[path] = renameMask == 7 ? .ancestor : MergeSideState.FolderRelevance.none
      }
    }
    if renameMask == 7, fileMask == 2 || fileMask == 4 {
      sides[3 - fileMask / 2].removedFolders[folder] = .itself
    }
    guard fileMask != 0, fileMask != 7 else { return renameMask }
    for side in 1...2 {
      if let base = files[0], files[side] == nil {
        sides[side].deleted.append(TreeFile(path: path, mode: base.mode, id: base.id))
        if matchMask & fileMask == 0 {
          sides[side].relevantSources[path] = .content
        } else if renameMask == 7 {
          sides[side].relevantSources[path] = .location
        }
      } else if files[0] == nil, let added = files[side] {
        sides[side].added.append(TreeFile(path: path, mode: added.mode, id: added.id))
      }
    }
    return renameMask
  }
}
