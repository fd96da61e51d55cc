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
    var took = time(bytes)
    // Another process may have had the core meanwhile.
    for _ in 0..<3 where took > patience { took = min(took, time(bytes)) }
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

  private static func time(_ bytes: [UInt8]) -> Duration {
    ContinuousClock().measure {
      do throws(FuzzFinding) {
        try target.run(bytes)
      } catch {
        fatalError("\(error)")
      }
    }
  }
}
