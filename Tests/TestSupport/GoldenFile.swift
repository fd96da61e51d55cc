import Foundation
package import Testing

/// A file below `Fixtures/` that holds the wording or the bytes that a test expects.
///
/// `GITSTATE_REWRITE=1 swift test …` writes what is there now; the difference is then read in review.
package struct GoldenFile: Sendable {
  package let path: String

  /// The fixture of that path below `Fixtures/`.
  package init(_ path: String) {
    self.path = path
  }

  private var url: URL { URL(fileURLWithPath: packageRoot + "/Fixtures/" + path) }

  /// The file's text; nil where it is not there.
  package var text: String? {
    (try? Foundation.Data(contentsOf: url)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Records an issue, with the first line that differs, unless the file holds exactly this text.
  package func expect(_ actual: String, _ location: SourceLocation = #_sourceLocation) throws {
    if ProcessInfo.processInfo.environment["GITSTATE_REWRITE"] == "1" {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Foundation.Data(actual.utf8).write(to: url)
      return
    }
    guard let expected = text else {
      Issue.record("Fixtures/\(path) is not there; GITSTATE_REWRITE=1 writes it", sourceLocation: location)
      return
    }
    guard expected != actual else { return }
    let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let got = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(wanted, got).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      ?? min(wanted.count, got.count)
    Issue.record(
      """
      Fixtures/\(path), line \(line + 1):
      expected: \(line < wanted.count ? String(wanted[line]) : "(the end)")
      actual:   \(line < got.count ? String(got[line]) : "(the end)")
      """, sourceLocation: location)
  }
}
