#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The wall clock, which may jump: what is recorded for people and other machines.
package enum WallClock {
  /// Nanoseconds since 1970, UTC.
  package static var nanoseconds: Int64 {
    reading(CLOCK_REALTIME)
  }

  /// Seconds since 1970, UTC.
  package static var seconds: Int64 {
    nanoseconds / 1_000_000_000
  }

  /// Milliseconds since 1970, UTC.
  package static var milliseconds: Int64 {
    nanoseconds / 1_000_000
  }

  /// The machine's zone at that time, minutes east of UTC.
  package static func offset(at seconds: Int64) -> Int {
    var time = time_t(seconds)
    var local = unsafe tm()
    guard unsafe localtime_r(&time, &local) != nil else { return 0 }
    return unsafe local.tm_gmtoff / 60
  }
}

/// The clock that only goes forward: for waiting and for limits.
package enum SteadyClock {
  /// Nanoseconds since some moment before the process started.
  package static var nanoseconds: Int64 {
    reading(CLOCK_MONOTONIC)
  }

  /// Blocks this thread.
  package static func pause(nanoseconds: Int64) {
    var wanted = timespec(
      tv_sec: time_t(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    var rest = timespec()
    while unsafe nanosleep(&wanted, &rest) != 0, errno == EINTR { wanted = rest }
  }
}

private func reading(_ clock: clockid_t) -> Int64 {
  var time = timespec()
  _ = unsafe clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
