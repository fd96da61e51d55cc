import Foundation
import TestSupport
import Testing

@Suite struct `A script of a run` {
  @Test(arguments: ["five-phases", "rolled-back", "open-run", "refused"])
  func `plays as it is written`(name: String) throws {
    let golden = GoldenFile("scripts/run/\(name).txt")
    try golden.expect(try RunScript.played(try #require(golden.text)))
  }

  @Test func `is named in this list`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: packageRoot + "/Fixtures/scripts/run")
    #expect(files.count == 4)
  }
}
