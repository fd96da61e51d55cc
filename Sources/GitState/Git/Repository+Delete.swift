internal import Files

extension Repository {
  /// Deletes a ref by compare-and-swap, and its reflog.
  ///
  /// The ref's lock and packed-refs' lock are held until it is gone from both places, so neither `git pack-refs` beside
  /// us brings it back, nor does the new packed-refs lose what another has just packed. libgit2's own deletion
  /// does both.
  /// - Parameter lasting: false for a mark that may come back, after a power cut or by a `git pack-refs` beside this: its
  ///   deletion waits for no disk, and packed-refs is only locked where it has the mark.
  /// - Throws: `absent` where it is not there, `outdated` where it is elsewhere, `locked` where another holds a lock.
  package func delete(_ ref: RefName, expecting tip: ObjectID, lasting: Bool = true) throws(GitError) {
    try delete([(ref, tip)], lasting: lasting)
  }

  /// Deletes several refs by compare-and-swap: all where each is as it was seen, else none; packed-refs is written once.
  ///
  /// Killed in between, some of them are gone and the rest are as they were.
  package func delete(_ refs: [(ref: RefName, tip: ObjectID)], lasting: Bool = true) throws(GitError) {
    guard !refs.isEmpty else { return }
    let packedLock = commonDirectory + "/packed-refs.lock"
    // Whoever packs refs just now brings a mark back, and that is allowed to happen.
    var isPacked = lasting
    if !isPacked {
      let known = try packed.current(in: commonDirectory)
      isPacked = refs.contains { known.line($0.ref.text) != nil }
    }
    let locks = (refs.map { lockPath(of: $0.ref) } + (isPacked ? [packedLock] : [])).map {
      RecordedLock(path: $0, content: "")
    }
    try withWriteLock(recording: locks) { () throws(GitError) in
      var held: [RefName] = []
      defer {
        for ref in held {
          release(lockPath(of: ref))
          // A mark comes again: its folder is kept for the next.
          if lasting { removeEmptyFolders(above: "\(commonDirectory)/\(ref.text)") }
        }
      }
      for (ref, _) in refs {
        try takeLock(lockPath(of: ref))
        held.append(ref)
      }
      if isPacked { try takePackedLock(packedLock) }
      defer { if isPacked { release(packedLock) } }
      for (ref, tip) in refs { try compare(ref, with: tip) }
      try deleteLocked(refs.map(\.ref), isPacked: isPacked, durably: lasting && Library.isDurable)
    }
  }

  /// Waits as long as git does for whoever packs refs: a second.
  private func takePackedLock(_ path: String) throws(GitError) {
    var backoff = Backoff(total: 1_000_000_000)
    while true {
      do throws(GitError) {
        return try takeLock(path)
      } catch {
        switch error.reason {
        case .locked: if !backoff.pause() { throw error }
        default: throw error
        }
      }
    }
  }

  private func compare(_ ref: RefName, with tip: ObjectID) throws(GitError) {
    switch try value(of: ref.text) {
    case .id(let now) where now == tip: break
    case nil: throw GitError(.absent, function: "delete", subject: ref.text, message: "the ref is not there")
    case .id(let now):
      throw GitError(
        .outdated, function: "delete", subject: ref.text, message: "it is at \(now), not at \(tip)")
    case .symbolic, .broken:
      throw GitError(.outdated, function: "delete", subject: ref.text, message: "the ref holds no object id")
    }
  }

  private func deleteLocked(_ refs: [RefName], isPacked: Bool, durably: Bool) throws(GitError) {
    do throws(FileError) {
      // The packed ones first: were the files gone before them, the refs would be back at older places.
      if isPacked, let rest = try packedWithout(refs) { try replacePacked(with: rest) }
      for ref in refs {
        let path = "\(commonDirectory)/\(ref.text)"
        _ = try? File.remove("\(commonDirectory)/logs/\(ref.text)")
        removeEmptyFolders(above: "\(commonDirectory)/logs/\(ref.text)", keeping: 3)
        if try File.remove(path), durably { try File.synchronizeFolder(File.folder(of: path)) }
      }
    } catch {
      throw GitError(error)
    }
  }

  /// Read anew under the lock, past the cache.
  private func packedWithout(_ refs: [RefName]) throws(FileError) -> [UInt8]? {
    let path = commonDirectory + "/packed-refs"
    guard let status = try File.status(path) else { return nil }
    guard status.kind == .file else { throw FileError(.link, function: "lstat", path: path) }
    return PackedRefs(try File.read(path, limit: PackedRefsCache.limit)).removing(refs.map(\.text))
  }

  /// Written beside our own files: a `packed-refs.new` left by a kill would stop git for ever.
  private func replacePacked(with bytes: [UInt8]) throws(FileError) {
    let path = commonDirectory + "/packed-refs"
    let permissions = try File.status(path)?.permissions ?? 0o644
    let fresh = "\(commonDirectory)/gitstate/packed-refs-\(randomHex(digits: 8))"
    try File.create(fresh, bytes, permissions: permissions, durability: Library.isDurable ? .synced : .none)
    do throws(FileError) {
      try File.rename(fresh, to: path)
    } catch {
      _ = try? File.remove(fresh)
      throw error
    }
    if Library.isDurable { try File.synchronizeFolder(commonDirectory) }
  }

  /// Removes the empty folders above a path, down from it, but for the outermost `keeping` (`refs/heads`).
  private func removeEmptyFolders(above path: String, keeping: Int = 2) {
    var folder = File.folder(of: path)
    while folder.utf8.count > commonDirectory.utf8.count,
      folder.dropFirst(commonDirectory.count).split(separator: "/").count > keeping
    {
      guard File.removeEmptyFolder(folder) else { return }
      folder = File.folder(of: folder)
    }
  }
}
