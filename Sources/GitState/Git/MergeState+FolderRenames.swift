extension MergeState {
  /// Finds the renames of both sides, of files and of folders, and carries them out.
  mutating func findRenames(_ repository: borrowing Repository) throws(GitError) {
    guard (1...2).contains(where: { mayRename($0) }) else { return }
    for side in 1...2 where mayRename(side) {
      var detection = MergeRenameDetection(sides[side], limit: options.renameLimit)
      sides[side].renames = try detection.renames(repository)
      sides[side].folderCounts = detection.folderCounts
    }
    if depth == 0 { decideFolderRenames() }
    var renames: [(side: Int, rename: MergeRename)] = []
    for side in 1...2 { renames += try movedWithFolders(side, repository).map { (side, $0) } }
    // Swift's sort keeps the order of equals: ours stands before theirs.
    renames.sort { $0.rename.from < $1.rename.from }
    try carryOut(renames, repository)
  }

  private func mayRename(_ side: Int) -> Bool {
    !(sides[side].added.isEmpty && sides[side].deleted.isEmpty) && !sides[side].relevantSources.isEmpty
  }

  /// A removed folder went to where most of its renamed files went; to nowhere, where two have as many.
  private mutating func decideFolderRenames() {
    for side in MergeSide.allCases {
      for (folder, counts) in sides[side.rawValue].folderCounts {
        guard let most = counts.values.max() else { continue }
        let best = counts.filter { $0.value == most }
        if best.count > 1 {
          pathless.append((folder, .splitFolder(renamedBy: side)))
        } else {
          sides[side.rawValue].folderRenames[folder] = best.first?.key
        }
      }
    }
    // Where both moved the same folder, each side's files stay where it put them.
    for folder in sides[1].folderRenames.keys where sides[2].folderRenames[folder] != nil {
      sides[1].folderRenames[folder] = nil
      sides[2].folderRenames[folder] = nil
    }
  }

  /// The renames of one side, with the files that follow a folder which the other side renamed.
  private mutating func movedWithFolders(
    _ side: Int, _ repository: borrowing Repository
  ) throws(GitError) -> [MergeRename] {
    let folders = sides[3 - side].folderRenames
    guard !folders.isEmpty else { return sides[side].renames }
    let renamed = Set(sides[side].renames.map(\.to))
    let added = sides[side].added.filter { !renamed.contains($0.path) }.map {
      (rename: MergeRename(from: $0.path, to: $0.path), isAdded: true)
    }
    let moves = (added + sides[side].renames.map { (rename: $0, isAdded: false) }).sorted {
      $0.rename.to < $1.rename.to
    }
    var arrivals: [GitPath: [GitPath]] = [:]
    for move in moves {
      if let (folder, target) = folderRename(of: move.rename.to, in: folders) {
        arrivals[moved(move.rename.to, from: folder, to: target), default: []].append(move.rename.to)
      }
    }
    var reported: Set<GitPath> = []
    var result: [MergeRename] = []
    for (rename, isAdded) in moves {
      var rename = rename
      var isMoved = false
      if let (folder, target) = folderRename(of: rename.to, in: folders),
        sides[side].folderRenames[target] == nil
      {
        let arrival = moved(rename.to, from: folder, to: target)
        let sources = arrivals[arrival] ?? []
        let isTaken = try isTaken(arrival, by: side, repository)
        let isBelowFile = try isBelowFile(arrival, repository)
        if reported.contains(arrival) {
          // Said already: it stays where it is.
        } else if sources.count > 1 || isTaken || isBelowFile {
          reported.insert(arrival)
          pathless.append((arrival, .folderInTheWay(sources: sources)))
        } else {
          try move(rename, to: arrival, side: side, repository)
          rename.to = arrival
          isMoved = true
        }
      }
      if !isAdded || isMoved { result.append(rename) }
    }
    return result
  }

  /// The nearest folder above a path that was renamed, and where it went.
  private func folderRename(
    of path: GitPath, in folders: [GitPath: GitPath]
  ) -> (folder: GitPath, target: GitPath)? {
    var folder = path.parent
    while !folder.bytes.isEmpty {
      if let target = folders[folder] { return (folder, target) }
      folder = folder.parent
    }
    return nil
  }

  private func moved(_ path: GitPath, from folder: GitPath, to target: GitPath) -> GitPath {
    target.appending(path.bytes[(folder.bytes.count + 1)...])
  }

  /// Whether that side, or an unchanged or settled part of all, has something at a path already.
  private func isTaken(_ path: GitPath, by side: Int, _ repository: borrowing Repository) throws(GitError)
    -> Bool
  {
    if let entry = entries[path] {
      return entry.isSettled || (entry.fileMask | entry.folderMask) & (1 << side) != 0
    }
    if case .some(.some(_)) = results[path] { return true }
    guard let tree = trees[side] else { return false }
    return try repository.entry(at: path, in: tree) != nil
  }

  /// Whether a file stands where a folder above that path would have to be.
  private func isBelowFile(_ path: GitPath, _ repository: borrowing Repository) throws(GitError) -> Bool {
    var folder = path.parent
    while !folder.bytes.isEmpty {
      // Where a folder stands there as well, the file moves aside.
      if let entry = entries[folder], entry.hasFolderConflict { return false }
      for tree in trees[1...] {
        if let tree, let found = try repository.entry(at: folder, in: tree), found.mode != .directory {
          return true
        }
      }
      folder = folder.parent
    }
    return false
  }

  /// Moves an added or renamed file along with its folder, which is a guess that a person has to confirm.
  private mutating func move(
    _ rename: MergeRename, to arrival: GitPath, side: Int, _ repository: borrowing Repository
  ) throws(GitError) {
    guard let old = entries[rename.to] else { return }
    entries[rename.to] = nil
    // A folder may have stood there as well: what is below it is settled on its own.
    let entry = old
    entry.folderMask = 0
    entry.hasFolderConflict = false
    entry.hasPathConflict = true
    entry.kinds.insert(.renamedFolder(addedAt: rename.to, addedBy: MergeSide(rawValue: side)!), at: 0)
    guard let existing = entries[arrival] else {
      if let tree = trees[3 - side], try repository.entry(at: arrival, in: tree)?.mode == .directory {
        entry.folderMask = 1 << (3 - side)
        entry.hasFolderConflict = true
      }
      entries[arrival] = entry
      return
    }
    existing.files[side] = entry.files[side]
    existing.originals[side] = entry.originals[side]
    existing.origins[side] = entry.origins[side]
    existing.hasPathConflict = true
    existing.kinds = entry.kinds + existing.kinds
  }
}
