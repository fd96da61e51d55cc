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
