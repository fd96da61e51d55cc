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

extension GitError {
  /// The same error where it names the file that people know.
  fileprivate func about(_ passing: String, as known: String) -> GitError {
    GitError(
      reason, function: function, subject: subject.replacing(passing, with: known),
      message: message.replacing(passing, with: known))
  }
}
