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
  private let written: TurnRecord

  /// The path of this turn's record.
  package var record: String { written.path }

  /// Whether the `flock` is held: false where another held it too long, or the folder can't be written.
  package var isFair: Bool { held != nil }

  /// Takes the turn, clears up after processes that were killed, and records what is about to be taken.
  ///
  /// - Parameters:
  ///   - common: the repository's common directory; everything is kept in its folder `gitstate`.
  ///   - patience: how long to wait for another who does not move, nanoseconds. Most turns take a few milliseconds, and
  ///     who is stopped in its turn holds up every other writer for so long.
  ///   - wait: how long to wait in a line that moves, nanoseconds.
  ///   - meanwhile: done now and then while another process has the turn.
  package static func take(
    in common: String, recording locks: [RecordedLock], patience: Int64 = 300_000_000,
    waitingAtMost wait: Int64 = 8_000_000_000, meanwhile: () -> Void = {}
  ) -> WriteLock {
    let path = common + "/gitstate/lock"
    let records = common + "/gitstate/locks"
    let turn = ProcessTurn.of(path).take(patience: patience, waitingAtMost: wait, recordingIn: records) {
      // A link planted in its place is not followed.
      try? Folder.ensure("gitstate/locks", in: common)
      return waited(for: path, patience, $0, meanwhile)
    }
    if turn?.isNew == true { StaleLocks.clear(in: common) }
    let lock = WriteLock(held: turn?.held, written: turn?.held.record ?? TurnRecord(in: records))
    lock.add(locks)
    return lock
  }

  /// Records lock files, before they are taken.
  package func add(_ locks: [RecordedLock]) { written.add(locks) }

  /// Ends the turn: everything recorded has been released.
  package consuming func release() {
    if held == nil { written.remove() }
  }

  /// Gives back a turn that is kept for who writes again and again; for the end of a process.
  package static func giveBack() { ProcessTurn.giveBack() }

  private static func waited(
    for path: String, _ patience: Int64, _ wait: Int64, _ meanwhile: () -> Void
  ) -> Descriptor? {
    // In a repository that several users share, the file may be another's: to lock it, reading is enough.
    let ours = Descriptor.opened { unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666) }
    let number = ours >= 0 ? ours : Descriptor.opened { unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
    guard let file = try? Descriptor(taking: number, "open", path) else { return nil }
    guard FileTurn.take(file, patience: patience, waitingAtMost: wait, meanwhile: meanwhile) else {
      return nil
    }
    return file
  }
}
