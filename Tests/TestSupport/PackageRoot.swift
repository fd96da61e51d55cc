import Foundation

/// The folder that holds Package.swift, as a path.
package let packageRoot: String = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// A program that this package builds, beside the tests that run.
///
/// - Throws: where it has not been built.
package func builtProgram(_ name: String) throws -> String {
  #if canImport(Darwin)
    let beside = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
      .deletingLastPathComponent()
  #else
    let beside = Bundle.main.executableURL?.deletingLastPathComponent()
  #endif
  guard let program = beside?.appendingPathComponent(name).path,
    FileManager.default.isExecutableFile(atPath: program)
  else {
    throw ProgramFailure(
      command: name, errors: "not built beside the tests; run `swift build --product \(name)`")
  }
  return program
}
