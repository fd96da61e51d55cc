#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The wall clock, which may jump: what is recorded for people and other machines.
package enum WallClock {
  /// Nanoseconds since 1970, UTC, as far as they can be counted.
  package static var nanoseconds: Int64 {
    let time = reading(CLOCK_REALTIME)
    return nanoseconds(Int64(time.tv_sec), and: Int64(time.tv_nsec))
  }

  /// Seconds since 1970, UTC.
  package static var seconds: Int64 {
    Int64(reading(CLOCK_REALTIME).tv_sec)
  }

  /// Milliseconds since 1970, UTC.
  package static var milliseconds: Int64 {
    nanoseconds / 1_000_000
  }

  /// A moment as one number of nanoseconds since 1970.
  ///
  /// 64 bits count from 1677 to 2262. A clock that was set wrongly, or a file with a date of its own, may be anywhere: what is
  /// further off is the nearest moment that can be counted.
  package static func nanoseconds(_ seconds: Int64, and rest: Int64) -> Int64 {
    min(max(seconds, -9_223_372_035), 9_223_372_035) * 1_000_000_000 + rest
  }

  /// The nanoseconds between a moment and another, by default now; less than 0 for one that is still to come.
  package static func age(of moment: Int64, at now: Int64 = nanoseconds) -> Int64 {
    let (age, overflowed) = now.subtractingReportingOverflow(moment)
    return overflowed ? now < moment ? .min : .max : age
  }

  /// When this machine was started, nanoseconds since 1970, as the wall clock counts now.
  static var start: Int64 {
    #if canImport(Darwin)
      var time = timeval()
      var size = MemoryLayout<timeval>.size
      guard unsafe sysctlbyname("kern.boottime", &time, &size, nil, 0) == 0 else { return .min }
      return nanoseconds(Int64(time.tv_sec), and: Int64(time.tv_usec) * 1_000)
    #else
      let time = reading(CLOCK_BOOTTIME)
      return nanoseconds - nanoseconds(Int64(time.tv_sec), and: Int64(time.tv_nsec))
    #endif
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
    let time = reading(CLOCK_MONOTONIC)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Blocks this thread.
  package static func pause(nanoseconds: Int64) {
    var wanted = timespec(
      tv_sec: time_t(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    var rest = timespec()
    while unsafe nanosleep(&wanted, &rest) != 0, errno == EINTR { wanted = rest }
  }
}

private func reading(_ clock: clockid_t) -> timespec {
  var time = timespec()
  _ = unsafe clock_gettime(clock, &time)
  return time
}
