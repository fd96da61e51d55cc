package import Git

/// When something is done, by whom, and a random word for its name: handed in, so that a test can say them.
package struct Occasion: Hashable, Sendable {
  /// Seconds since 1970, UTC.
  package let seconds: Int64
  package let author: Signature
  /// Lower-case hex digits, at least 8.
  package let token: String

  package init(seconds: Int64, author: Signature, token: String) {
    self.seconds = seconds
    self.author = author.at(seconds)
    self.token = token
  }

  /// The same occasion with another word, where one call makes several things.
  package func another(_ number: Int) -> Occasion {
    Occasion(seconds: seconds, author: author, token: token + String(number, radix: 16))
  }
}

/// A moment as the ledger and the names of rescues write it.
package struct UTC: Hashable, Sendable {
  private let year: Int64
  private let month: Int64
  private let day: Int64
  private let second: Int64

  /// The calendar's moment of that many seconds since 1970.
  package init(seconds: Int64) {
    let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    second = seconds - days * 86_400
    // Days since 0000-03-01, in eras of 400 years.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    day = ofYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// As in a name: `20261121T030000Z`.
  package var compact: String {
    "\(padded(year, 4))\(padded(month))\(padded(day))T\(time(""))Z"
  }

  /// As in a record: `2026-11-21T03:00:00Z`.
  package var extended: String {
    "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(time(":"))Z"
  }

  private func time(_ separator: String) -> String {
    [second / 3_600, second / 60 % 60, second % 60].map { padded($0) }.joined(separator: separator)
  }

  private func padded(_ number: Int64, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
