package import Git

/// When something is done, by whom, and a random word for its name: handed in, so that a test can say them.
package struct Occasion: Hashable, Sendable {
  /// Seconds since 1970, UTC.
  package let seconds: Int64
  package let author: Signature
  /// Lower-case hex digits, at least 8.
  package let token: String
  /// The same moment in nanoseconds since 1970: the order of what is made within one second.
  package let nanoseconds: Int64

  package init(seconds: Int64, author: Signature, token: String, nanoseconds: Int64 = 0) {
    self.seconds = seconds
    self.author = author.at(seconds)
    self.token = token
    self.nanoseconds = nanoseconds
  }
}
