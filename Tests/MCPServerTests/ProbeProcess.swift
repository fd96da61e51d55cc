import Foundation
import JSON
import Testing

/// A server of its own process on pipes, as a client starts one.
///
/// Its methods block; they are called from tests that have a time limit.
final class ProbeProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errors = Pipe()
  private var lines: [[UInt8]] = []
  private var unread = Foundation.Data()

  init() throws {
    process.executableURL = Self.executable
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  /// The probe stands beside the tests that were built with it.
  private static var executable: URL {
    var folder = Bundle(for: ProbeProcess.self).bundleURL
    if folder.pathExtension == "xctest" || !folder.hasDirectoryPath { folder.deleteLastPathComponent() }
    return folder.appendingPathComponent("WireProbe")
  }

  func send(_ bytes: [UInt8]) throws {
    try input.fileHandleForWriting.write(contentsOf: bytes)
  }

  func send(_ value: JSONValue) throws {
    try send(value.serializedBytes() + [0x0A])
  }

  /// For a writer on another thread.
  var inputHandle: FileHandle { input.fileHandleForWriting }

  /// Ends the server's input.
  func endInput() throws {
    try input.fileHandleForWriting.close()
  }

  /// Stops listening to the server.
  func closeOutput() throws {
    try output.fileHandleForReading.close()
  }

  /// Waits for the next line; nil at the end of the output.
  func line() throws -> JSONValue? {
    while lines.isEmpty {
      // `read(upToCount:)` waits for all that it may read.
      let more = output.fileHandleForReading.availableData
      if more.isEmpty {
        if !unread.isEmpty { Issue.record("the last line is cut") }
        return nil
      }
      var pieces = more.split(separator: 0x0A, omittingEmptySubsequences: false)
      let last = pieces.removeLast()
      for piece in pieces {
        lines.append(Array(unread + piece))
        unread.removeAll()
      }
      unread.append(last)
    }
    return try JSONValue(parsing: lines.removeFirst())
  }

  /// Waits for all lines up to the end.
  func rest() throws -> [JSONValue] {
    var lines: [JSONValue] = []
    while let next = try line() { lines.append(next) }
    return lines
  }

  func signal(_ number: Int32) {
    kill(process.processIdentifier, number)
  }

  /// Waits for the server's end: its status, nil if a signal killed it, and what it wrote to standard error.
  func end() throws -> (status: Int32?, errors: String) {
    process.waitUntilExit()
    let text = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Foundation.Data(), as: UTF8.self)
    return (process.terminationReason == .exit ? process.terminationStatus : nil, text)
  }

  /// The most memory that the server ever had, in bytes; nil where the system does not say.
  func peakMemory() throws -> Int? {
    let path = "/proc/\(process.processIdentifier)/status"
    guard let status = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1_024 }
  }
}
