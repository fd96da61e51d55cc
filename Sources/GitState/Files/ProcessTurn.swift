internal import Dispatch
import Synchronization

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The turn of this process to write in a repository: its threads stand in a line of their own, and one alone asks for the `flock`.
///
/// Who is done hands the lock to the next of the line, for a few milliseconds: to give it back and to win it again costs more than
/// many a turn takes. Then another process has its chance. Who is done and has written again and again keeps the lock for a
/// moment, though nobody of this process waits: the next turn is on its way.
final class ProcessTurn: Sendable {
  /// The `flock`, and a place in the line: both end with it.
  final class Held: Sendable {
    /// What is taken in this turn is recorded there.
    let record: TurnRecord
    private let line: ProcessTurn
    /// Can be taken out, for a property that is left to go by itself goes only after `deinit`.
    private let lock: Mutex<Lock?>

    fileprivate init(_ line: ProcessTurn, _ lock: Lock) {
      self.line = line
      record = lock.record
      self.lock = Mutex(lock)
    }

    deinit {
      record.strike()
      line.leave(with: lock.withLock { $0.take() })
    }
  }

  /// An open file that has the `flock`, and the record of what is taken meanwhile, which goes first.
  fileprivate final class Lock: Sendable {
    let file: Descriptor
    let record: TurnRecord

    init(_ file: consuming Descriptor, _ record: TurnRecord) {
      self.file = file
      self.record = record
    }

    deinit { record.remove() }
  }

  private final class Waiter: Sendable {
    let called = DispatchSemaphore(value: 0)
    /// What it was handed; nil where it is to ask for the lock itself.
    let lock = Mutex<Lock?>(nil)
  }

  private enum Owner {
    case nobody
    case asking
    /// Nobody has it, and it is kept until then for who comes back at once.
    case kept(Lock, until: Int64)
    /// Since when, in nanoseconds of the steady clock.
    case holding(since: Int64)

    /// Whether the one who has the lock has had it for so long.
    func stands(at now: Int64, for patience: Int64) -> Bool {
      if case .holding(let since) = self { now - since >= patience } else { false }
    }
  }

  private struct State {
    var owner = Owner.nobody
    var waiting: [Waiter] = []
    /// When this process came to have the lock.
    var began: Int64 = 0
    /// When those behind were last shown that the line moves.
    var shown: Int64 = 0
    /// When the last turn ended.
    var left: Int64 = .min / 2
    /// How many turns in a row began as soon as the one before had ended.
    var streak = 0
    /// Whether somebody looks that what is kept is given back.
    var isWatched = false

    /// Counts a turn that begins.
    mutating func begin(at now: Int64) {
      streak = now - left < ProcessTurn.look ? streak + 1 : 0
    }
  }

  /// For how long the lock goes from hand to hand, nanoseconds.
  private static var spell: Int64 { 10_000_000 }
  /// After how many turns in a row the lock is kept for the next.
  private static var many: Int { 8 }
  /// How often it is looked whether who was to come back came, and how soon one turn follows another in a row, nanoseconds.
  private static var look: Int64 { 1_000_000 }
  /// For how long it is kept at least for who comes back, nanoseconds.
  private static var moment: Int64 { 300_000 }

  private static let lines = Mutex<[String: ProcessTurn]>([:])
  private let state = Mutex(State())

  /// The turn of a lock file.
  static func of(_ path: String) -> ProcessTurn {
    lines.withLock { lines in
      if let line = lines[path] { return line }
      let line = ProcessTurn()
      lines[path] = line
      return line
    }
  }

  /// Takes the turn; nil where the one who has it stands still, where it took too long, or where there can be none.
  ///
  /// - Parameters:
  ///   - patience: how long one may have it, nanoseconds.
  ///   - wait: how long to wait in all, nanoseconds.
  ///   - records: the folder of all records of locks.
  ///   - ask: takes the `flock`, in no more than the time that it is given, or says that it can't be had.
  /// - Returns: also whether the lock came from another process, or from nobody.
  func take(
    patience: Int64, waitingAtMost wait: Int64, recordingIn records: String,
    asking ask: (Int64) -> Descriptor?
  ) -> (held: Held, isNew: Bool)? {
    let deadline = SteadyClock.nanoseconds + wait
    switch stand(patience, until: deadline) {
    case .givenUp: return nil
    case .handed(let lock):
      if isToShow() { FileTurn.show(lock.file) }
      return (Held(self, lock), false)
    case .first:
      guard let file = ask(deadline - SteadyClock.nanoseconds) else {
        leave(with: nil)
        return nil
      }
      state.withLock {
        $0.began = SteadyClock.nanoseconds
        $0.shown = $0.began
        $0.owner = .holding(since: $0.began)
      }
      return (Held(self, Lock(file, TurnRecord(in: records))), true)
    }
  }

  /// Whether those behind are to be shown again that the line moves, which they look for every few hundred milliseconds.
  private func isToShow() -> Bool {
    let now = SteadyClock.nanoseconds
    return state.withLock { state in
      guard now - state.shown >= Self.look else { return false }
      state.shown = now
      return true
    }
  }

  private enum Place {
    case first
    case handed(Lock)
    case givenUp
  }

  /// Waits in line, for as long as it moves.
  private func stand(_ patience: Int64, until deadline: Int64) -> Place {
    let waiter = Waiter()
    let now = SteadyClock.nanoseconds
    let place = state.withLock { state -> Place? in
      switch state.owner {
      case .nobody:
        state.begin(at: now)
        state.owner = .asking
        return .first
      case .kept(let lock, _):
        state.begin(at: now)
        state.owner = .holding(since: now)
        return .handed(lock)
      case .asking, .holding:
        state.waiting.append(waiter)
        return nil
      }
    }
    if let place { return place }
    while waiter.called.wait(timeout: .now() + .nanoseconds(Int(patience))) != .success {
      let isGivenUp = state.withLock { state in
        let now = SteadyClock.nanoseconds
        // Whoever asks for the lock gives up in time by itself.
        guard now >= deadline || state.owner.stands(at: now, for: patience),
          // Whoever is in line no more is being called.
          let place = state.waiting.firstIndex(where: { $0 === waiter })
        else { return false }
        state.waiting.remove(at: place)
        return true
      }
      if isGivenUp { return .givenUp }
    }
    return waiter.lock.withLock { $0.take() }.map { .handed($0) } ?? .first
  }

  /// Ends one's turn, and calls the next.
  private func leave(with lock: consuming Lock?) {
    let now = SteadyClock.nanoseconds
    let (next, isToWatch) = state.withLock { state -> (Waiter?, Bool) in
      state.left = now
      guard !state.waiting.isEmpty else {
        guard let held = lock, state.streak >= Self.many, now - state.began < Self.spell else {
          state.owner = .nobody
          return (nil, false)
        }
        state.owner = .kept(held, until: now + Self.moment)
        defer { state.isWatched = true }
        return (nil, !state.isWatched)
      }
      let next = state.waiting.removeFirst()
      if let held = lock, now - state.began < Self.spell {
        state.owner = .holding(since: now)
        next.lock.withLock { $0 = held }
      } else {
        state.owner = .asking
      }
      return (next, false)
    }
    // Given back before the next one asks for it.
    lock = nil
    next?.called.signal()
    if isToWatch {
      _ = Self.isGivenBackAtExit
      DispatchQueue.global().async { self.watch() }
    }
  }

  /// Asked for where something is kept first, and true once and for all.
  private static let isGivenBackAtExit = atexit { ProcessTurn.giveBack() } == 0

  /// Gives back whatever is kept in this process, before it ends: the records go with it.
  static func giveBack() {
    for line in lines.withLock({ Array($0.values) }) {
      line.state.withLock { if case .kept = $0.owner { $0.owner = .nobody } }
    }
  }

  /// Gives back what was kept for somebody who did not come.
  private func watch() {
    while true {
      SteadyClock.pause(nanoseconds: Self.look)
      let now = SteadyClock.nanoseconds
      let isOver = state.withLock { state -> Bool in
        switch state.owner {
        case .kept(_, let until):
          guard now >= until else { return false }
          state.owner = .nobody
        case .holding(let since):
          guard now - since > Self.spell else { return false }
        case .asking, .nobody: break
        }
        state.isWatched = false
        return true
      }
      if isOver { return }
    }
  }
}
