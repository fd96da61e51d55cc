import Foundation
import FuzzTargets
import TestSupport
import Testing

@Suite struct `What fuzzing found` {
  /// The inputs that once broke something, and some of each kind that never did.
  @Test(arguments: FuzzTarget.allCases)
  func `breaks nothing any more`(target: FuzzTarget) throws {
    let folder = URL(fileURLWithPath: packageRoot).appending(path: "Fixtures/fuzz/\(target.rawValue)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(!names.isEmpty, "nothing in \(folder.path)")
    for name in names {
      let bytes = try Array(Data(contentsOf: folder.appending(path: name)))
      do throws(FuzzFinding) {
        try target.run(bytes)
      } catch {
        Issue.record("\(target.rawValue)/\(name): \(error)")
      }
    }
  }
}
