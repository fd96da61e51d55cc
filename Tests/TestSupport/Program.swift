import Foundation

/// What a program that ended has left.
package struct Outcome: Sendable {
  /// The exit code; 128 and the signal's number where a signal ended it.
  package let status: Int32
  package let output: [UInt8]
  package let errors: String

  /// The output as text, without its last line break.
  package var text: String {
    let text = String(decoding: output, as: UTF8.self)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}

/// A program that was started and has not been waited for.
package struct RunningProgram {
  package let id: Int32
  private let output: URL
  private let errors: URL

  /// Starts a program with exactly this environment.
  ///
  /// Its output goes to files, so that no pipe can fill up.
  package init(
    _ executable: String, _ arguments: [String], environment: [String: String], folder: String? = nil,
    input: [UInt8] = []
  ) throws {
    let base = FileManager.default.temporaryDirectory.appendingPathComponent(
      "gitstate-run-\(UUID().uuidString)")
    output = base.appendingPathExtension("out")
    errors = base.appendingPathExtension("err")
    let given = base.appendingPathExtension("in")
    for (file, bytes) in [(output, []), (errors, []), (given, input)] {
      try Foundation.Data(bytes).write(to: file)
    }
    defer { try? FileManager.default.removeItem(at: given) }

    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, given.path, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errors.path, O_WRONLY, 0)
    // Through env, because glibc shows posix_spawn_file_actions_addchdir_np to GNU sources only.
    let line = (folder.map { ["env", "-C", $0] } ?? []) + [executable] + arguments
    var words = line.map { strdup($0) } + [nil]
    var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + settings { free(word) } }
    var id: pid_t = 0
    let code = posix_spawnp(&id, line[0], &actions, nil, &words, &settings)
    guard code == 0 else {
      throw ProgramFailure(command: executable, errors: String(cString: strerror(code)))
    }
    self.id = id
  }

  /// Waits for the end.
  package func wait() throws -> Outcome {
    var raw: Int32 = 0
    while waitpid(id, &raw, 0) < 0, errno == EINTR {}
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    return Outcome(
      status: raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + (raw & 0x7f),
      output: Array(try Foundation.Data(contentsOf: output)),
      errors: String(decoding: try Foundation.Data(contentsOf: errors), as: UTF8.self))
  }

  /// Kills it as a power cut would; it is still to be waited for.
  package func kill() {
    _ = Foundation.kill(id, SIGKILL)
  }
}

/// A program that could not be started, or ended otherwise than a test needed.
package struct ProgramFailure: Error, CustomStringConvertible {
  package let command: String
  package let errors: String

  package var description: String { "\(command): \(errors)" }
}
