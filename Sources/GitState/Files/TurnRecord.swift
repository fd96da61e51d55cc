internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The record of the lock files that one turn after the other takes, for as long as the `flock` is ours: see ``LockRecord``.
///
/// Made with the first lock. A turn that ends strikes its lines out, which costs a fraction of a new file.
final class TurnRecord: Sendable {
  private struct State: ~Copyable {
    var file: Descriptor?
    var end: Int64 = 0
    /// Where the lines begin that are not struck out, and of which lock files they are.
    var lines: [(place: Int64, lock: String)] = []
  }

  /// Where it is, or would be.
  let path: String
  private let state = Mutex(State())

  /// - Parameter folder: of all records.
  init(in folder: String) {
    path = "\(folder)/\(ProcessIdentity.current.process)-\(randomHex(digits: 8))"
  }

  /// Adds lock files, before they are taken.
  ///
  /// Where that can't be written, nothing is cleared up after this process.
  func add(_ locks: [RecordedLock]) {
    guard !locks.isEmpty else { return }
    let now = WallClock.nanoseconds
    state.withLock { state in
      if state.file == nil {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        state.file = try? Descriptor(unsafe open(path, flags, 0o666), "open", path)
      }
      var text = state.end == 0 ? Array(LockRecord(ProcessIdentity.current).header.utf8) : []
      var lines: [(Int64, String)] = []
      for lock in locks {
        lines.append((state.end + Int64(text.count), lock.path))
        text += LockRecord.line(lock, since: now)
      }
      guard (try? state.file?.writeAll(text, at: state.end, path)) != nil else { return }
      state.end += Int64(text.count)
      state.lines += lines
    }
  }

  /// Strikes out what a turn recorded and is released.
  ///
  /// A lock file that could not be removed keeps its line, by which the next process knows whose it is.
  func strike() {
    state.withLock { state in
      state.lines.removeAll { line in
        (try? File.status(line.lock)) == .some(nil)
          && (try? state.file?.writeAll(LockRecord.struck, at: line.place, path)) != nil
      }
    }
  }

  /// Removes it.
  func remove() {
    state.withLock { state in
      guard state.file.take() != nil else { return }
      _ = try? File.remove(path)
    }
  }
}
