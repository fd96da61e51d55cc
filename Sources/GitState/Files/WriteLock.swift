#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The turn to write in a repository: an advisory `flock`, and a record of the lock files that are taken meanwhile.
///
/// It only makes writing fast and fair, and lets the next process clear up after one that was killed. Who may
/// write is decided by compare-and-swap alone; so taking it never fails, it only waits no longer than it is told.
package struct WriteLock: ~Copyable, Sendable {
  private let held: ProcessTurn.Held?
  /// The path of this turn's record.
  package let record: String
  /// The record, once there is something in it.
  private var written: Descriptor?

  /// Whether the `flock` is held: false where another held it too long, or the folder can't be written.
  package var isFair: Bool { held != nil }

  /// Takes the turn, clears up after processes that were killed, and records what is about to be taken.
  ///
  /// - Parameters:
  ///   - common: the repository's common directory; everything is kept in its folder `gitstate`.
  ///   - patience: how long to wait for another who does not move, nanoseconds. Most turns take a few milliseconds, and
  ///     who is stopped in its turn holds up every other writer for so long.
  ///   - wait: how long to wait in a line that moves, nanoseconds.
  package static func take(
    in common: String, recording locks: [RecordedLock], patience: Int64 = 300_000_000,
    waitingAtMost wait: Int64 = 8_000_000_000
  ) -> WriteLock {
    let folder = common + "/gitstate"
    let path = folder + "/lock"
    let turn = ProcessTurn.of(path).take(patience: patience, waitingAtMost: wait) {
      // A link planted in its place is not followed.
      try? Folder.ensure("gitstate/locks", in: common)
      return waited(for: path, patience, $0)
    }
    if turn?.isNew == true { StaleLocks.clear(in: common) }
    var lock = WriteLock(held: turn?.held, in: folder + "/locks")
    lock.add(locks)
    return lock
  }

  private init(held: ProcessTurn.Held?, in records: String) {
    self.held = held
    record = "\(records)/\(ProcessIdentity.current.process)-\(randomHex(digits: 8))"
  }

  /// Records lock files, before they are taken.
  ///
  /// Where the record can't be written, nothing is cleared up after this process.
  package mutating func add(_ locks: [RecordedLock]) {
    guard !locks.isEmpty else { return }
    let now = WallClock.nanoseconds
    var text = locks.map { LockRecord.line($0, since: now) }.joined()
    if written == nil {
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC
      written = try? Descriptor(unsafe open(record, flags, 0o666), "open", record)
      text = LockRecord(ProcessIdentity.current).header + text
    }
    try? written?.writeAll(Array(text.utf8), record)
  }

  /// Ends the turn: everything recorded has been released.
  package consuming func release() {
    if written != nil { _ = try? File.remove(record) }
  }

  private static func waited(for path: String, _ patience: Int64, _ wait: Int64) -> Descriptor? {
    // In a repository that several users share, the file may be another's: to lock it, reading is enough.
    let ours = Descriptor.opened { unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666) }
    let number = ours >= 0 ? ours : Descriptor.opened { unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
    guard let file = try? Descriptor(taking: number, "open", path) else { return nil }
    guard FileTurn.take(file, patience: patience, waitingAtMost: wait) else { return nil }
    return file
  }
}
