/// Pauses between attempts: from 1 to 50 ms with full jitter, 10 s in all.
///
/// Writers that collided once and wait equally long collide again; a random wait tells them apart.
package struct Backoff: Sendable {
  private let deadline: Int64
  private var ceiling: Int64
  private let highest: Int64

  /// Begins now.
  ///
  /// - Parameters:
  ///   - lowest: the first pause's upper bound, nanoseconds; it doubles with each attempt.
  ///   - highest: the upper bound of any pause, nanoseconds.
  ///   - total: how long to go on, nanoseconds.
  package init(
    lowest: Int64 = 1_000_000, highest: Int64 = 50_000_000, total: Int64 = 10_000_000_000,
    now: Int64 = SteadyClock.nanoseconds
  ) {
    deadline = now + total
    ceiling = lowest
    self.highest = highest
  }

  /// How long to pause before the next attempt, nanoseconds; nil when the time is over.
  ///
  /// - Parameter draw: a random number of a range.
  package mutating func next(now: Int64, drawing draw: (ClosedRange<Int64>) -> Int64) -> Int64? {
    guard now < deadline else { return nil }
    let pause = draw(0...ceiling)
    ceiling = min(ceiling * 2, highest)
    return min(pause, deadline - now)
  }

  /// Blocks this thread for the next pause; false when the time is over.
  package mutating func pause() -> Bool {
    guard let pause = next(now: SteadyClock.nanoseconds, drawing: { Int64.random(in: $0) }) else {
      return false
    }
    SteadyClock.pause(nanoseconds: pause)
    return true
  }
}
