internal import Files
import Synchronization

/// The turn to write, taken once by a thread however deeply its calls are nested, and through however many open
/// handles of the repository: a merge writes refs by one and a working tree's index by another.
final class WriteTurn {
  /// A turn that one thread has.
  ///
  /// Only that thread touches it.
  private final class Held: @unchecked Sendable {
    var lock: WriteLock?
    var depth = 0
  }

  private struct Key: Hashable, Sendable {
    let common: String
    let thread: UInt64
  }

  private static let turns = Mutex<[Key: Held]>([:])

  private var key: Key?

  func enter(_ common: String, recording locks: [RecordedLock], meanwhile: () -> Void) {
    let key = Key(common: common, thread: Environment.threadID)
    self.key = key
    let held = WriteTurn.turns.withLock { turns in
      let held = turns[key] ?? Held()
      turns[key] = held
      return held
    }
    held.depth += 1
    if held.depth == 1 {
      held.lock = WriteLock.take(in: common, recording: locks, meanwhile: meanwhile)
    } else {
      held.lock?.add(locks)
    }
  }

  /// The path of this turn's record of locks.
  var record: String? { held?.lock?.record }

  func leave() {
    guard let key, let held else { return }
    held.depth -= 1
    guard held.depth == 0 else { return }
    WriteTurn.turns.withLock { $0[key] = nil }
    if let lock = held.lock.take() { lock.release() }
  }

  private var held: Held? {
    guard let key else { return nil }
    return WriteTurn.turns.withLock { $0[key] }
  }
}
