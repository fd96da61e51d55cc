/// What differs in a working tree, as `git status` says it, with every path by itself.
package struct WorkingTreeStatus: Hashable, Sendable {
  package struct Change: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case added, modified, deleted
      /// A file became a link, a submodule, or the other way round.
      case typeChanged
    }

    package let path: GitPath
    package let kind: Kind
  }

  /// Between HEAD and the index.
  package var staged: [Change] = []
  /// Between the index and the files.
  package var unstaged: [Change] = []
  /// Files that git neither knows nor ignores.
  package var untracked: [GitPath] = []
  /// What git ignores, sorted; a folder as a whole, with a `/` behind it.
  package var ignored: [String] = []
  /// Paths whose merge is not resolved.
  package var conflicted: [GitPath] = []
  /// Folders with repositories of their own: never entered.
  package var nested: [GitPath] = []
  /// A merge, cherry-pick, revert or rebase that was begun and not finished, by its file's name.
  package var underway: [String] = []

  /// Whether removing the tree would lose nothing but ignored files.
  package var isClean: Bool {
    staged.isEmpty && unstaged.isEmpty && untracked.isEmpty && conflicted.isEmpty && nested.isEmpty
      && underway.isEmpty
  }
}

extension WorkingTree {
  /// Compares HEAD, index and files.
  ///
  /// Nothing is written, no program is asked.
  package func status() throws(GitError) -> WorkingTreeStatus {
    let scan = try scan(.status)
    return try status(of: scan, from: try headTree())
  }

  func status(of scan: WorkingTreeScan, from base: ObjectID) throws(GitError) -> WorkingTreeStatus {
    var status = WorkingTreeStatus()
    status.staged = try scan.image.staged(against: base, in: repository).map {
      .init(path: $0.path, kind: $0.kind)
    }
    for change in scan.changed {
      let entry = scan.entries[change.entry]
      if entry.stage > 0 {
        status.conflicted.append(entry.path)
      } else if let file = change.file {
        let kind: WorkingTreeStatus.Change.Kind =
          entry.isIntentToAdd ? .added : file.mode.isSameType(as: entry.mode) ? .modified : .typeChanged
        status.unstaged.append(.init(path: entry.path, kind: kind))
      } else {
        status.unstaged.append(.init(path: entry.path, kind: .deleted))
      }
    }
    status.untracked = scan.untracked.map(\.path)
    status.ignored = scan.ignored
    status.nested = scan.nested
    status.underway = underway()
    return status
  }
}

/// The difference between a tree's files and an index.
enum Staged {
  struct Change: Sendable {
    let path: GitPath
    let old: FileVersion?
    let new: FileVersion?

    var kind: WorkingTreeStatus.Change.Kind {
      guard let old else { return .added }
      guard let new else { return .deleted }
      return old.mode.isSameType(as: new.mode) ? .modified : .typeChanged
    }
  }

  /// The paths that differ, sorted.
  ///
  /// Paths in conflict count as unchanged; an entry that is only intended is absent.
  static func changes(from files: [TreeFile], to entries: [IndexEntry]) -> [Change] {
    // A tree's own order is not the index's where a folder's name is the beginning of a file's.
    let files = isSorted(files) ? files : files.sorted { $0.path < $1.path }
    var changes: [Change] = []
    var left = 0
    var right = 0
    while left < files.count || right < entries.count {
      let file = left < files.count ? files[left] : nil
      let entry = right < entries.count ? entries[right] : nil
      if let entry, file.map({ entry.path < $0.path }) ?? true {
        if entry.stage == 0, !entry.isIntentToAdd {
          changes.append(Change(path: entry.path, old: nil, new: FileVersion(entry.mode, entry.id)))
        }
        right += 1
      } else if let file, let entry, entry.path == file.path {
        let old = FileVersion(file.mode, file.id)
        if entry.isIntentToAdd {
          changes.append(Change(path: file.path, old: old, new: nil))
        } else if entry.stage == 0, old != FileVersion(entry.mode, entry.id) {
          changes.append(Change(path: file.path, old: old, new: FileVersion(entry.mode, entry.id)))
        }
        left += 1
        while right < entries.count, entries[right].path == file.path { right += 1 }
      } else if let file {
        changes.append(Change(path: file.path, old: FileVersion(file.mode, file.id), new: nil))
        left += 1
      }
    }
    return changes
  }

  private static func isSorted(_ files: [TreeFile]) -> Bool {
    for index in files.indices.dropFirst() where files[index].path < files[index - 1].path { return false }
    return true
  }
}
