internal import Files

/// What `git add -A` would stage: stored, but not yet in the index.
package struct StagedWork: Sendable {
  /// The tree that a commit of everything has.
  package let tree: ObjectID
  /// What differs from HEAD in it, sorted.
  package let changed: [GitPath]
  /// What differs from HEAD on disk or in the index and was not asked for, sorted.
  package var left: [GitPath] = []
  /// Files whose merge was not resolved and that still hold conflict markers.
  package let marked: [GitPath]
  /// Paths that were in conflict before this.
  package let conflicted: [GitPath]
  /// Other repositories in untracked folders: left alone.
  package let nested: [GitPath]
  /// Files whose attributes name a program or an encoding (`filter=lfs`): stored as they are on disk.
  package let unfiltered: [GitPath: String]
  fileprivate let scan: WorkingTreeScan
}

extension WorkingTree {
  /// Stores every file as `git add -A` does, and answers the tree that they make.
  ///
  /// HEAD and index stay as they are.
  ///
  /// Deletions, modes and links count; what is ignored and not tracked is left alone, and so are repositories inside.
  /// A submodule stays at the commit that the index has.
  package func stageAll() throws(GitError) -> StagedWork {
    let scan = try scanForStaging()
    let base = try headTree()
    let changes = try edits(scan, from: base)
    return StagedWork(
      tree: try repository.tree(base, applying: changes), changed: changes.map(\.path).sorted(),
      marked: scan.marked,
      conflicted: scan.changed.map { scan.entries[$0.entry] }.filter { $0.stage > 0 }.map(\.path),
      nested: scan.nested, unfiltered: scan.unfiltered, scan: scan)
  }

  /// Stages as ``stageAll()`` does, but only files that are wanted: the rest stays as it is, staged or not.
  ///
  /// - Parameter isWanted: asked for each path that differs from HEAD, with the version that stands there.
  package func stageChanges(
    where isWanted: (GitPath, FileVersion?) throws(GitError) -> Bool
  ) throws(GitError) -> StagedWork {
    var scan = try scanForStaging()
    let base = try headTree()
    var wanted: [TreeEdit] = []
    var left: [GitPath] = []
    for change in try edits(scan, from: base) {
      if try isWanted(change.path, change.version) { wanted.append(change) } else { left.append(change.path) }
    }
    let paths = Set(wanted.lazy.map(\.path))
    let entries = scan.entries
    scan.changed.removeAll { !paths.contains(entries[$0.entry].path) }
    scan.untracked.removeAll { !paths.contains($0.path) }
    return StagedWork(
      tree: try repository.tree(base, applying: wanted), changed: wanted.map(\.path).sorted(),
      left: left.sorted(), marked: scan.marked, conflicted: [], nested: scan.nested,
      unfiltered: scan.unfiltered, scan: scan)
  }

  /// All but what a killed process was about to put in place: that is nobody's work.
  private func scanForStaging() throws(GitError) -> WorkingTreeScan {
    var scan = try scan(.staging)
    scan.untracked.removeAll { FollowWriter.isTemporary($0.path) }
    return scan
  }

  /// Makes the index say what was staged: the conflicts end, and every file is known with its stat data.
  ///
  /// Entries that somebody staged in between stay as they put them.
  /// - Throws: `locked` where another program holds `index.lock`.
  package func writeIndex(_ work: borrowing StagedWork) throws(GitError) {
    let scan = work.scan
    try editIndex { index throws(GitError) in
      for change in scan.changed {
        let entry = scan.entries[change.entry]
        try index.remove(entry.path)
        if let file = change.file, let id = file.id {
          try index.add(IndexEntry(path: file.path, mode: file.mode, id: id, seen: .init(file.stat)))
        }
      }
      for (place, stat) in scan.touched {
        var entry = scan.entries[place]
        entry.seen = .init(stat)
        try index.add(entry)
      }
      for file in scan.untracked {
        guard let id = file.id else { continue }
        try index.add(IndexEntry(path: file.path, mode: file.mode, id: id, seen: .init(file.stat)))
      }
    }
  }

  /// What to set anew in HEAD's tree, so that it is the tree of all files as they are.
  func edits(_ scan: WorkingTreeScan, from base: ObjectID) throws(GitError) -> [TreeEdit] {
    var edits: [GitPath: (old: FileVersion?, new: FileVersion?)] = [:]
    for change in try scan.image.staged(against: base, in: repository) {
      edits[change.path] = (change.old, change.new)
    }
    for change in scan.changed {
      let entry = scan.entries[change.entry]
      let new = change.file.flatMap { file in file.id.map { FileVersion(file.mode, $0) } }
      if let known = edits[entry.path] {
        edits[entry.path] = (known.old, new)
      } else if entry.stage > 0 {
        let old = try repository.entry(at: entry.path, in: base)
        edits[entry.path] = (old?.mode == .directory ? nil : old, new)
      } else {
        edits[entry.path] = (entry.isIntentToAdd ? nil : FileVersion(entry.mode, entry.id), new)
      }
    }
    for file in scan.untracked {
      edits[file.path] = (edits[file.path]?.old, file.id.map { FileVersion(file.mode, $0) })
    }
    // What came back to what HEAD has is no change.
    return edits.filter { $0.value.old != $0.value.new }.map { TreeEdit($0.key, $0.value.new) }
      .sorted { $0.path < $1.path }
  }
}
