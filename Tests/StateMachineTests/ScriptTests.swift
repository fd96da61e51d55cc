import Foundation
import TestSupport
import Testing

@Suite struct `A machine script` {
  @Test(
    arguments: [
      "five-tasks", "replanning", "capability-mismatch", "blocked-and-reopened", "lost-delivery",
      "wave-barriers", "retries", "leases", "approvals", "batches", "aborted", "reviews", "expansion",
    ])
  func `plays as it is written`(name: String) throws {
    let golden = GoldenFile("scripts/\(name).txt")
    try golden.expect(try MachineScript.played(try #require(golden.text)))
  }

  @Test func `is named in this list`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: packageRoot + "/Fixtures/scripts")
    #expect(files.count { $0.hasSuffix(".txt") } == 13)
  }
}
