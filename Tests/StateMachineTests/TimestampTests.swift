import Foundation
import StateMachine
import TestSupport
import Testing

@Suite struct `A timestamp` {
  @Test func `comes back from its text, for any second of ten thousand years`() {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20_000 {
      let time = Timestamp(seconds: Int64.random(in: Timestamp.range, using: &generator))
      #expect(Timestamp(time.description) == time, "\(seed): \(time.seconds) \(time)")
    }
  }

  @Test func `is written as the system's own calendar writes it`() {
    let seed = newSeed()
    var generator = SeededGenerator(seed: seed)
    let format = Date.ISO8601FormatStyle()
    // From 1600: before, Foundation counts by the Julian calendar.
    for _ in 0..<2_000 {
      let seconds = Int64.random(in: -11_676_096_000...253_402_300_799, using: &generator)
      let date = Date(timeIntervalSince1970: Double(seconds))
      #expect(Timestamp(seconds: seconds).description == date.formatted(format), "\(seed)")
    }
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
      (-62_167_219_200, "0000-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
    ] as [(Int64, String)])
  func `has this text`(seconds: Int64, text: String) {
    #expect(Timestamp(seconds: seconds).description == text)
    #expect(Timestamp(text)?.seconds == seconds)
  }

  @Test(
    arguments: [
      "", "2026-11-21", "2026-11-21T03:00:00", "2026-11-21t03:00:00Z", "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z",
      "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
      "2026-01-01T00:00:60Z", "+026-01-01T00:00:00Z", "2026-11-21T03:00:00+00:00", "２026-11-21T03:00:00Z",
    ])
  func `is not read from`(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func `of a year beyond four digits is the last that can be written`() {
    for seconds in [Int64.max, .min, 253_402_300_800, -62_167_219_201] {
      let time = Timestamp(seconds: seconds)
      #expect(Timestamp(time.description) == time)
    }
  }

  @Test func `grows by any number of minutes`() {
    let time = Timestamp(seconds: 60)
    #expect(time.adding(minutes: 2).seconds == 180)
    #expect(time.adding(minutes: .max) > time)
    #expect(time.adding(minutes: .min) < time)
  }
}
