/// A moment, in whole seconds since 1970 UTC.
///
/// Time comes into a machine as this value and never from a clock.
///
/// It lies within the years 0000 to 9999, so that it can always be written as four digits and read back: a commit may
/// claim any date.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let seconds: Int64

  /// The first second of the year 0000 and the last of the year 9999.
  package static let range: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

  /// That moment, or the nearest within ``range``.
  package init(seconds: Int64) {
    self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
  }

  /// The moment that `2026-11-21T03:00:00Z` names; nil for any other form.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 20, bytes[4] == 45, bytes[7] == 45, bytes[10] == 84, bytes[13] == 58,
      bytes[16] == 58,
      bytes[19] == 90
    else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[range] {
        guard byte >= 48, byte <= 57 else { return nil }
        value = value * 10 + Int64(byte - 48)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month),
      (1...Timestamp.days(of: month, in: year)).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    // Days since 1970 of a civil date, years beginning in March.
    let marchYear = month <= 2 ? year - 1 : year
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
  }

  package func adding(minutes: Int) -> Timestamp {
    // Bounded, so that no length that a caller names can overflow.
    Timestamp(seconds: seconds + Int64(min(max(minutes, -1_000_000_000_000), 1_000_000_000_000)) * 60)
  }

  /// How many days a month has.
  private static func days(of month: Int64, in year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

  /// Its civil parts in UTC.
  package var civil: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = Int(seconds - days * 86_400)
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (
      Int(year), Int(month), Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1), rest / 3_600, rest / 60 % 60,
      rest % 60
    )
  }

  /// ISO 8601 in UTC: `2026-11-21T03:00:00Z`.
  package var description: String {
    let civil = civil
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var year = "\(civil.year)"
    while year.utf8.count < 4 { year = "0" + year }
    return
      "\(year)-\(two(civil.month))-\(two(civil.day))T\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second))Z"
  }

  /// As in a name: `20261121T030000Z`.
  package var compact: String {
    description.filter { $0 != "-" && $0 != ":" }
  }
}
