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
  private let held: Descriptor?
  private let records: String
  /// The path of this turn's record; nil where it could not be written.
  package let record: String?

  /// Whether the `flock` is held: false where another held it too long, or the folder can't be written.
  package var isFair: Bool { held != nil }

  /// Takes the turn, clears up after processes that were killed, and records what is about to be taken.
  ///
  /// - Parameters:
  ///   - common: the repository's common directory; everything is kept in its folder `gitstate`.
  ///   - wait: how long to wait for others, nanoseconds.
  package static func take(
    in common: String, recording locks: [RecordedLock], waitingAtMost wait: Int64 = 1_000_000_000
  ) -> WriteLock {
    let folder = common + "/gitstate"
    let records = folder + "/locks"
    // A link planted in its place is not followed.
    try? Folder.ensure("gitstate/locks", in: common)
    let held = waited(for: folder + "/lock", atMost: wait)
    if held != nil { StaleLocks.clear(in: common) }
    return WriteLock(held: held, records: records, recording: locks)
  }

  private init(held: consuming Descriptor?, records: String, recording locks: [RecordedLock]) {
    self.held = held
    self.records = records
    let identity = ProcessIdentity.current
    let path = "\(records)/\(identity.process)-\(randomHex(digits: 8))"
    let text = LockRecord(identity).header + WriteLock.lines(locks)
    record = (try? File.create(path, Array(text.utf8))) == nil ? nil : path
  }

  /// Records further lock files, before they are taken.
  package func add(_ locks: [RecordedLock]) {
    guard let record, !locks.isEmpty else { return }
    try? File.append(record, Array(WriteLock.lines(locks).utf8))
  }

  /// Ends the turn: everything recorded has been released.
  package consuming func release() {
    if let record { _ = try? File.remove(record) }
  }

  private static func lines(_ locks: [RecordedLock]) -> String {
    let now = WallClock.nanoseconds
    return locks.map { LockRecord.line($0, since: now) }.joined()
  }

  private static func waited(for path: String, atMost wait: Int64) -> Descriptor? {
    // In a repository that several users share, the file may be another's: to lock it, reading is enough.
    let ours = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
    let number = ours >= 0 ? ours : unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard let file = try? Descriptor(number, "open", path) else { return nil }
    // A blocking flock could not be given up in time without a signal.
    var backoff = Backoff(lowest: 200_000, highest: 4_000_000, total: wait)
    while !tryFlock(file.number) {
      guard errno == EWOULDBLOCK || errno == EINTR, backoff.pause() else { return nil }
    }
    return file
  }
}

/// Outside the type, where `flock` is the function and not the structure of that name.
private func tryFlock(_ number: Int32) -> Bool {
  flock(number, LOCK_EX | LOCK_NB) == 0
}
