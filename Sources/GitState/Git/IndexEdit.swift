internal import Files

extension WorkingTree {
  /// Changes the index: read, changed and put in its place while `index.lock` is held, as git does it.
  ///
  /// What is written is on the disk before it takes the old one's place: a power cut leaves the one or the other, never a
  /// torn one, over which git itself stumbles.
  /// - Throws: `locked` where another program holds `index.lock`.
  func editIndex(_ edit: (borrowing IndexFile) throws(GitError) -> Void) throws(GitError) {
    let path = indexPath
    let lock = path + ".lock"
    // The name is free while the lock is held: what stands there was left by a process that is gone.
    let next = path + ".next"
    try repository.withWriteLock(recording: [RecordedLock(path: lock)]) { () throws(GitError) in
      try repository.takeLock(lock)
      defer { repository.release(lock) }
      try onDisk { () throws(FileError) in
        try File.remove(next + ".lock")
        try File.remove(next)
        try File.link(path, to: next)
      }
      do throws(GitError) {
        let index = try IndexFile(next)
        try edit(index)
        try repository.flush()
        try index.write()
        try onDisk { () throws(FileError) in
          if Library.isDurable { try File.synchronize(next) }
          try File.rename(next, to: path)
          if Library.isDurable { try File.synchronizeFolder(gitDirectory) }
        }
      } catch {
        _ = try? File.remove(next)
        throw error.about(next, as: path)
      }
    }
  }
}

extension Repository {
  /// Where a process that was killed, or is at it, has begun to write an index: the git directories of those working trees.
  package func halfWrittenIndexes() -> [String] {
    let administrations = (try? Folder.entries(of: commonDirectory + "/worktrees")) ?? []
    return ([commonDirectory] + administrations.map { "\(commonDirectory)/worktrees/\($0.name)" }.sorted())
      .filter {
        folder in
        ["/index.next", "/index.next.lock"].contains { (try? File.status(folder + $0))??.kind == .file }
          && (try? File.status(folder + "/index.lock")) == .some(nil)
      }
  }

  /// Removes what was to become an index, while `index.lock` is held, as the next edit of it does.
  package func clearHalfWrittenIndex(in gitDirectory: String) throws(GitError) {
    let lock = gitDirectory + "/index.lock"
    try withWriteLock(recording: [RecordedLock(path: lock)]) { () throws(GitError) in
      try takeLock(lock)
      defer { release(lock) }
      try onDisk { () throws(FileError) in
        try File.remove(gitDirectory + "/index.next.lock")
        try File.remove(gitDirectory + "/index.next")
      }
    }
  }
}

extension GitError {
  /// The same error where it names the file that people know.
  fileprivate func about(_ passing: String, as known: String) -> GitError {
    GitError(
      reason, function: function, subject: subject.replacing(passing, with: known),
      message: message.replacing(passing, with: known))
  }
}
