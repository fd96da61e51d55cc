import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct `The record of a turn's locks` {
  let scratch: ScratchRepository
  let folder: String

  init() throws {
    scratch = try ScratchRepository(bare: true)
    folder = scratch.path + "/gitstate/locks"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// The locks that a record still says to be held.
  private func told(_ record: TurnRecord) throws -> [String] {
    let text = try String(contentsOfFile: record.path, encoding: .utf8)
    return try #require(LockRecord(text)).lines.map(\.lock.path)
  }

  @Test func `strikes out what is released, and nothing else`() throws {
    let (left, released) = (scratch.path + "/left.lock", scratch.path + "/released.lock")
    try Data().write(to: URL(fileURLWithPath: left))
    let record = TurnRecord(in: folder)
    record.add([RecordedLock(path: left), RecordedLock(path: released, content: "x\n")])
    #expect(try told(record) == [left, released])
    record.strike()
    #expect(try told(record) == [left])
    // The next turn goes on in the same record.
    record.add([RecordedLock(path: released, content: "y\n")])
    #expect(try told(record) == [left, released])
    try FileManager.default.removeItem(atPath: left)
    record.strike()
    #expect(try told(record) == [])
    record.remove()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func `is not made for a turn that takes no lock`() throws {
    let record = TurnRecord(in: folder)
    record.add([])
    record.strike()
    record.remove()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func `that can't be written is done without`() throws {
    let record = TurnRecord(in: scratch.path + "/not there")
    record.add([RecordedLock(path: scratch.path + "/a.lock")])
    record.strike()
    record.remove()
    #expect(!FileManager.default.fileExists(atPath: record.path))
  }
}
