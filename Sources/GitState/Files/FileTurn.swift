internal import Dispatch
internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// An exclusive `flock` on an open file, waited for in line with others for as long as the line moves.
enum FileTurn {
  /// Takes it; false where the one who has it stands still, where it took too long, or where there can be none.
  ///
  /// For a moment it is only asked for now and then: most turns are short, and one that is handed from thread to thread costs
  /// more than it takes. Who asks only leaves it to whoever comes by, though; so then another thread stands in line, for a
  /// blocking `flock` can't be given up in time. It has a descriptor of its own for the same open file: what it takes is ours,
  /// and is nobody's when both are closed.
  ///
  /// Whoever takes it touches the file, so that those behind see the line move.
  ///
  /// - Parameters:
  ///   - patience: how long one may have it, nanoseconds: who was stopped while having it holds up nobody for longer.
  ///   - wait: how long to wait in all, nanoseconds.
  ///   - meanwhile: done now and then until it is taken.
  static func take(
    _ file: borrowing Descriptor, patience: Int64, waitingAtMost wait: Int64, meanwhile: () -> Void
  ) -> Bool {
    let isTaken = stands(file, patience, wait, meanwhile)
    if isTaken { show(file) }
    return isTaken
  }

  /// Shows those behind that the line moves.
  static func show(_ file: borrowing Descriptor) { _ = futimens(file.number, nil) }

  /// How often something may be done while a thread stands in line, nanoseconds.
  private static var glance: Int64 { 16_000_000 }

  private static func stands(
    _ file: borrowing Descriptor, _ patience: Int64, _ wait: Int64, _ meanwhile: () -> Void
  ) -> Bool {
    var moment = Backoff(lowest: 200_000, highest: 4_000_000, total: min(50_000_000, wait))
    repeat {
      if locked(file.number, LOCK_EX | LOCK_NB) { return true }
      guard errno == EWOULDBLOCK else { return false }
      meanwhile()
      if locked(file.number, LOCK_EX | LOCK_NB) { return true }
    } while moment.pause()
    let other = fcntl(file.number, F_DUPFD_CLOEXEC, 0)
    guard other >= 0 else { return false }
    let line = Line()
    DispatchQueue(label: "gitstate.turn").async {
      line.isOurs.store(locked(other, LOCK_EX), ordering: .relaxed)
      _ = close(other)
      line.end.signal()
    }
    let deadline = SteadyClock.nanoseconds + wait
    var last = (try? file.status(""))?.modified
    var seen = SteadyClock.nanoseconds
    while line.end.wait(timeout: .now() + .nanoseconds(Int(min(patience, glance)))) != .success {
      meanwhile()
      let now = SteadyClock.nanoseconds
      guard now - seen >= patience else { continue }
      seen = now
      let modified = (try? file.status(""))?.modified
      guard modified != last, now < deadline else { return false }
      last = modified
    }
    return line.isOurs.load(ordering: .relaxed)
  }

  /// What the thread in line reports: first the outcome, then that there is one.
  private final class Line: Sendable {
    let end = DispatchSemaphore(value: 0)
    let isOurs = Atomic(false)
  }
}

/// Outside the type, where `flock` is the function and not the structure of that name.
private func locked(_ number: Int32, _ operation: Int32) -> Bool {
  Descriptor.uninterrupted { Int(flock(number, operation)) } == 0
}
