import Files
import Foundation
import Git
import TestSupport
import Testing

@Suite struct `A time that no 64 bits of nanoseconds hold` {
  /// The years 9999, 2262 and 1677, and whatever a clock could say.
  private static let moments: [Int64] = [
    .min, -62_167_219_200, -9_223_372_037, 0, 9_223_372_037, 253_402_300_799, .max,
  ]

  @Test func `is the nearest that can be counted`() {
    let counted = Self.moments.map { WallClock.nanoseconds($0, and: 999_999_999) }
    #expect(counted == counted.sorted())
    #expect(counted.first == -9_223_372_034_000_000_001 && counted.last == 9_223_372_035_999_999_999)
    #expect(WallClock.nanoseconds(1, and: 5) == 1_000_000_005)
  }

  @Test func `has an age at any other`() {
    for one in Self.moments.map({ WallClock.nanoseconds($0, and: 0) }) {
      for other in Self.moments.map({ WallClock.nanoseconds($0, and: 0) }) {
        let age = WallClock.age(of: one, at: other)
        #expect((age > 0) == (other > one) && (age == 0) == (other == one))
      }
    }
    #expect(WallClock.age(of: 3, at: 5) == 2)
    #expect(WallClock.age(of: .min, at: .max) == .max && WallClock.age(of: .max, at: .min) == .min)
  }

  @Test func `is a file's like any other`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit(files: ["tracked": "x"])
    try scratch.git("branch", "plan/x")
    try scratch.write("far", "x")
    for date in ["2400-01-01", "1902-01-01"] {
      try scratch.shell("touch -d \(date) .git/refs/heads/plan .git/index . tracked far")
      let status = try #require(try File.status(scratch.path + "/far"))
      #expect((status.modified > WallClock.nanoseconds) == (date > "2026"))
      let stamp = try opened(scratch).stamp(of: "refs/heads/plan")
      #expect((stamp == nil) == (date > "2026"))
      #expect(try scratch.tree().status().untracked.count == 1)
    }
  }
}
