package import Files

extension Repository {
  /// Runs `body` while this process has the turn to write here.
  ///
  /// The turn is an advisory `flock`, waited for a while and then done without: compare-and-swap decides. Lock
  /// files left by processes that were killed are moved aside first. Nested calls share one turn.
  ///
  /// - Parameters:
  ///   - locks: lock files that `body` takes by itself; what takes a lock here records it by itself.
  ///   - meanwhile: done now and then while another process has the turn, such as to read what it has written so far.
  package func withWriteLock<Result, Failure: Error>(
    recording locks: [RecordedLock] = [], meanwhile: () -> Void = {}, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    turn.enter(commonDirectory, recording: locks, meanwhile: meanwhile)
    defer { turn.leave() }
    return try body()
  }

  /// Where the lock file of a ref is.
  package func lockPath(of ref: RefName) -> String {
    "\(commonDirectory)/\(ref.text).lock"
  }

  /// A sentence on a lock file that is there: who holds it, since when, and what to do.
  package func account(ofLock path: String) -> String {
    if let holder = StaleLocks.holder(of: path, in: commonDirectory, except: turn.record) {
      return "\(path) is held by gitstate, process \(holder.process) on \(holder.host)"
    }
    guard let status = try? File.status(path) else { return "\(path) was held a moment ago" }
    let age = max(0, WallClock.age(of: status.modified) / 1_000_000_000)
    return "\(path) was taken \(age) s ago by another program; "
      + "if no git is running here, `gitstate doctor --break-locks` moves it aside"
  }

  /// Whether some program holds that lock file, once what was left by processes that are gone is out of the way.
  package func isHeld(_ path: String) throws(GitError) -> Bool {
    // Having the turn moves aside what a killed process left.
    try withWriteLock { () throws(GitError) in
      try onDisk { () throws(FileError) in try File.status(path) != nil }
        && !StaleLocks.clear(olderThanStart: path, in: commonDirectory)
    }
  }

  /// A lock that can't be removed would stop everybody, and the record of it would be gone: it is moved aside instead.
  func release(_ lock: String) {
    if (try? File.remove(lock)) == nil { _ = StaleLocks.quarantine(lock, in: commonDirectory) }
  }

  /// The ref that stands where another needs a folder.
  private func standing(before ref: String) -> String {
    var parent = File.folder(of: ref)
    while parent.hasPrefix("refs/"), (try? File.status("\(commonDirectory)/\(parent)"))??.kind != .file {
      parent = File.folder(of: parent)
    }
    return parent
  }

  /// Takes a lock file (`O_EXCL`), with the folders that it needs and with what it is to hold.
  func takeLock(
    _ path: String, holding bytes: [UInt8] = [], durability: File.Durability = .none
  ) throws(GitError) {
    var attempts = 0
    while true {
      do throws(FileError) {
        return try File.create(path, bytes, durability: durability)
      } catch {
        switch error.reason {
        case .exists where attempts < 8 && StaleLocks.clear(olderThanStart: path, in: commonDirectory):
          attempts += 1
        case .exists:
          throw GitError(.locked, function: "open", subject: path, message: account(ofLock: path))
        case .notFolder:
          var ref = path.hasSuffix(".lock") ? String(path.dropLast(5)) : path
          if ref.hasPrefix(commonDirectory + "/") { ref.removeFirst(commonDirectory.utf8.count + 1) }
          throw GitError(
            .exists, function: "open", subject: ref,
            message: "the ref \(standing(before: ref)) stands in its way")
        case .absent where attempts < 8:
          // A packed ref has no folder, and whoever deletes a neighbour removes an empty one.
          attempts += 1
          let folder = String(File.folder(of: path).dropFirst(commonDirectory.count + 1))
          _ = try? Folder.open(commonDirectory).makeFolders(folder)
        default:
          throw GitError(error)
        }
      }
    }
  }
}

extension GitError {
  /// The operating system's refusal as one of the repository.
  package init(_ error: FileError) {
    let reason: Reason =
      switch error.reason {
      case .absent: .absent
      case .exists: .exists
      case .denied, .readOnly: .readOnly
      case .other(let code): .other(code)
      default: .other(-1)
      }
    self.init(reason, function: error.function, subject: error.path, message: error.reason.sentence)
  }

  /// The refusal to read something.
  ///
  /// - Parameter remedy: what else than the right to read it helps.
  package init(reading error: FileError, or remedy: String? = nil) {
    guard case .denied = error.reason else {
      self.init(error)
      return
    }
    let other = remedy.map { ", or \($0)," } ?? ""
    self.init(
      .readOnly, function: "read", subject: error.path, message: error.reason.sentence,
      remedy: "Give this user the right to read it\(other) and call again.")
  }

  /// The refusal to read something of a working tree.
  static func ofWorkingTree(_ error: FileError) -> GitError {
    GitError(reading: error, or: "have git ignore it (.gitignore)")
  }

  /// Whether this user may not read it.
  package var isDenied: Bool { reason == .readOnly && function == "read" }

  /// Whether the machine failed, so that nothing is known of the thing itself: no file can be opened, a disk does not answer.
  package var isOfMachine: Bool {
    // libgit2's own codes are less than 0.
    if case .other(let code) = reason { code > 0 } else { false }
  }

  /// Runs what reads something that may be broken or gone: then nil.
  ///
  /// Where the machine fails, nothing is known of it: that is an error.
  package static func known<Value: ~Copyable>(
    _ read: () throws(GitError) -> Value
  ) throws(GitError) -> Value? {
    do {
      return try read()
    } catch {
      if error.isOfMachine { throw error }
      return nil
    }
  }

  /// Whether reading the tip again and repeating the whole operation may succeed.
  ///
  /// The ref moved, another holds its lock, or a folder went away in between (git's gc removes empty ones).
  package var isTransient: Bool {
    switch reason {
    case .outdated, .locked: true
    case .absent: GitError.writers.contains(function)
    case .other, .readOnly, .exists, .otherOwner, .otherRepository, .shallow, .unsupported, .cancelled:
      GitError.writers.contains(function) && message.contains("No such file or directory")
    }
  }

  private static let writers: Set<String> = [
    "git_odb_write", "git_odb_write_pack",
  ]
}
