import Foundation

/// git without anything of the machine that it runs on: no system or user config, a fixed person and a fixed time.
package enum HermeticGit {
  /// The time of every commit that names no other: 2026-01-01T00:00:00Z.
  package static let seconds: Int64 = 1_767_225_600

  /// The whole environment of a program under test.
  package static func environment(home: String, at seconds: Int64 = seconds) -> [String: String] {
    // What `scripts/sanitize` tells a sanitizer is for the programs that tests start, too.
    let ours = ProcessInfo.processInfo.environment.filter {
      ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key)
    }
    return [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "HOME": home,
      "XDG_CONFIG_HOME": home + "/.config",
      "LC_ALL": "C",
      "TZ": "UTC",
      "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_TERMINAL_PROMPT": "0",
      "GIT_AUTHOR_NAME": "Ada",
      "GIT_AUTHOR_EMAIL": "ada@example.org",
      "GIT_AUTHOR_DATE": "\(seconds) +0000",
      "GIT_COMMITTER_NAME": "Ada",
      "GIT_COMMITTER_EMAIL": "ada@example.org",
      "GIT_COMMITTER_DATE": "\(seconds) +0000",
    ].merging(ours) { $1 }
  }

  /// Runs git in a folder, whatever it answers.
  package static func run(
    _ arguments: [String], in folder: String, home: String, at seconds: Int64 = seconds, input: [UInt8] = []
  ) throws -> Outcome {
    try RunningProgram(
      "git", arguments, environment: environment(home: home, at: seconds), folder: folder, input: input
    ).wait()
  }
}
