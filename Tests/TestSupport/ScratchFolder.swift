import Foundation

/// A temporary folder that goes when its last user does.
package final class ScratchFolder: Sendable {
  /// Absolute, links resolved.
  package let path: String

  package init() throws {
    let made = FileManager.default.temporaryDirectory.appendingPathComponent("gitstate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    guard let real = realpath(made.path, nil) else {
      throw ProgramFailure(command: "realpath", errors: made.path)
    }
    path = String(cString: real)
    free(real)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}
