import Foundation
import TestSupport
import Testing

@Suite struct `A script of a workflow` {
  private static let names = [
    "aborted", "approval", "failures", "feedback", "files", "full", "instructions", "items", "parallel",
    "partial",
    "refused", "repeated", "rerun", "resume", "revised", "said", "selective", "spent", "unanswered",
    "verdicts",
  ]

  @Test(arguments: names)
  func `plays as it is written`(name: String) throws {
    let golden = GoldenFile("scripts/workflow/\(name).txt")
    try golden.expect(try WorkflowScript.played(try #require(golden.text)))
  }

  @Test func `is named in this list`() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: packageRoot + "/Fixtures/scripts/workflow")
    #expect(files.sorted() == Self.names.map { "\($0).txt" }.sorted())
  }
}
