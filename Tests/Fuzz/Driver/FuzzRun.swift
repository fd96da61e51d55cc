import FuzzTargets

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The inputs of one process; libFuzzer runs them one at a time, on one thread.
enum FuzzRun {
  nonisolated(unsafe) static var target = FuzzTarget.json
  nonisolated(unsafe) private static var runs = 0
  nonisolated(unsafe) private static var longest = Duration.zero
  /// How long one input may take.
  private static let patience = Duration.seconds(1)

  static func run(_ bytes: [UInt8]) {
    let took = time(bytes)
    runs += 1
    longest = max(longest, took)
    if took > patience { fatalError("it took \(took)") }
  }

  /// Tells on standard error how many inputs were run, and how long the longest took.
  static func tell() {
    let (seconds, rest) = longest.components
    let text = "fuzz: runs \(runs) longest_us \(seconds * 1_000_000 + rest / 1_000_000_000_000)\n"
    write(STDERR_FILENO, text, text.utf8.count)
  }

  /// How long the thread was at work on it: another process may have had the core meanwhile.
  private static func time(_ bytes: [UInt8]) -> Duration {
    let begin = threadTime
    do throws(FuzzFinding) {
      try target.run(bytes)
    } catch {
      fatalError("\(error)")
    }
    return threadTime - begin
  }

  private static var threadTime: Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
