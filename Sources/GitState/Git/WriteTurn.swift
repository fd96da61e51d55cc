internal import Files

/// The turn to write, taken once however deeply calls are nested.
final class WriteTurn {
  private var lock: WriteLock?
  private var depth = 0

  func enter(_ common: String, recording locks: [RecordedLock]) {
    depth += 1
    if depth == 1 {
      lock = WriteLock.take(in: common, recording: locks)
    } else {
      lock?.add(locks)
    }
  }

  /// The path of this turn's record of locks.
  var record: String? { lock?.record ?? nil }

  func leave() {
    depth -= 1
    guard depth == 0, let lock = lock.take() else { return }
    lock.release()
  }
}
