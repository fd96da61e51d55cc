/// What processes that were killed have left, told from what others hold.
package enum StaleLocks {
  /// Nanoseconds by which a file system's clock may lag behind the wall clock.
  private static let grain: Int64 = 20_000_000

  /// Moves the recorded lock files of processes that are gone to `gitstate/quarantine`, and forgets their records.
  ///
  /// The caller holds the `flock`. A lock stays where it is older than the record, or where it holds what the recorded
  /// process would not have written: then it is somebody else's. It stays as well where by the same signs a living process
  /// may have it, which recorded it too.
  static func clear(in common: String) {
    #if PLANTED_BUGS
      if Planted.isOn(.locksKept) { return }
    #endif
    let folder = common + "/gitstate"
    let found = records(in: folder)
    guard !found.isEmpty else { return }
    let told = found.map { (path: $0.path, lines: $0.record.lines, fate: $0.record.identity.fate) }
    /// Whether one that is not known to be gone may have that lock.
    func isOthers(_ lock: String) -> Bool {
      told.contains { other in
        // Whoever waits for it recorded it after it was taken, and means to write something else there; of another machine the
        // clock says nothing.
        other.fate != .gone
          && other.lines.contains { $0.lock.path == lock && (other.fate == .unknown || mayHold($0)) }
      }
    }
    for (path, lines, fate) in told where fate == .gone {
      var finished = true
      for line in lines
      where line.lock.path.hasPrefix(common + "/") && line.lock.path.hasSuffix(".lock") {
        if isOthers(line.lock.path) {
          finished = false
        } else if isLeft(by: line) {
          finished = quarantine(line.lock.path, in: common) && finished
        }
      }
      if finished { _ = try? File.remove(path) }
    }
  }

  /// Who recorded that lock file and is not known to be gone.
  ///
  /// - Parameter own: the asker's own record, which is passed over.
  package static func holder(of path: String, in common: String, except own: String?) -> ProcessIdentity? {
    records(in: common + "/gitstate").first {
      $0.path != own && $0.record.identity.fate != .gone && $0.record.lines.contains { $0.lock.path == path }
    }?.record.identity
  }

  /// Moves a lock file aside, whoever left it: for a person who has made sure that nobody holds it.
  ///
  /// - Returns: whether it was moved.
  package static func quarantine(_ path: String, in common: String) -> Bool {
    guard let root = try? Folder.open(common), (try? root.makeFolders("gitstate/quarantine")) != nil else {
      return false
    }
    let name = path.split(separator: "/").last.map(String.init) ?? "lock"
    let place = "\(common)/gitstate/quarantine/\(randomHex(digits: 8))-\(name)"
    do throws(FileError) {
      try File.rename(path, to: place)
      // From now on, and not from when it was written, it is kept.
      _ = File.touch(place)
      prune(in: common)
      return true
    } catch {
      switch error.reason {
      case .absent: return true
      default: return false
      }
    }
  }

  /// Moves a lock file aside that is older than the last start of this machine, as a power cut leaves it: whoever took it is gone.
  ///
  /// The record of it may be gone too, for records are not synced. Only where nobody on another machine could have taken it.
  /// - Returns: whether it was moved.
  package static func clear(olderThanStart path: String, in common: String) -> Bool {
    guard let seen = try? File.status(path), isOlderThanStart(seen) else { return false }
    return quarantine(path, in: common)
  }

  /// How long a lock that holds something is kept after it was moved here, nanoseconds: four weeks.
  private static let kept: Int64 = 28 * 24 * 3_600 * 1_000_000_000

  /// Removes what nobody will want back: locks that hold nothing, and those that are some weeks old.
  ///
  /// What else lies in the quarantine has other names, and stays.
  private static func prune(in common: String) {
    let place = common + "/gitstate/quarantine"
    guard let entries = try? Folder.entries(of: place), let folder = try? Folder.open(place) else { return }
    for entry in entries where isLock(entry.name) {
      guard let status = try? folder.status(entry.name), status.kind == .file,
        status.size == 0 || WallClock.age(of: status.modified) > kept
      else { continue }
      _ = try? folder.remove(entry.name)
    }
  }

  /// Whether ``quarantine(_:in:)`` gave that name: `1a2b3c4d-main.lock`.
  private static func isLock(_ name: String) -> Bool {
    let token = name.prefix { $0 != "-" }
    return token.count == 8 && token.allSatisfy(\.isHexDigit) && name.hasSuffix(".lock")
  }

  static func isLeft(by line: LockRecord.Line) -> Bool {
    guard mayHold(line), let seen = try? File.status(line.lock.path), seen.kind == .file else { return false }
    // Somebody at work would have it written or renamed by now.
    SteadyClock.pause(nanoseconds: grain)
    return (try? File.status(line.lock.path)) == seen && holdsOnly(line)
  }

  /// Whether the lock that is there was taken after that record, and holds nothing that its process would not write.
  private static func mayHold(_ line: LockRecord.Line) -> Bool {
    guard let seen = try? File.status(line.lock.path) else { return false }
    return WallClock.age(of: seen.modified, at: line.since) <= grain && holdsOnly(line)
  }

  private static func holdsOnly(_ line: LockRecord.Line) -> Bool {
    guard let content = line.lock.content else { return true }
    guard let text = try? File.text(line.lock.path, limit: 4_096) else { return false }
    return content.hasPrefix(text)
  }

  /// - Parameter sweeping: whether records that were never finished are removed; a reader leaves them.
  static func records(in folder: String, sweeping: Bool = true) -> [(path: String, record: LockRecord)] {
    let locks = folder + "/locks"
    guard let entries = try? Folder.entries(of: locks), !entries.isEmpty, let open = try? Folder.open(locks)
    else { return [] }
    var found: [(path: String, record: LockRecord)] = []
    for entry in entries {
      guard let bytes = try? open.read(entry.name, limit: 1 << 20) else { continue }
      let path = "\(locks)/\(entry.name)"
      if let record = LockRecord(String(decoding: bytes, as: UTF8.self)) {
        found.append((path, record))
      } else if sweeping, let status = try? open.status(entry.name),
        WallClock.age(of: status.modified) > 60_000_000_000
      {
        // Its writer was killed before it had written who it is, so before it took a lock.
        _ = try? open.remove(entry.name)
      }
    }
    return found
  }
}
