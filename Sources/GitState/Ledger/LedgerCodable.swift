package import JSON
package import StateMachine

/// A machine whose events and state can stand in commit messages.
///
/// The stored form is not the domain type: its names are frozen with the format, while the machine's may change.
package protocol LedgerCodable: StateMachine {
  /// The event's own keys, `type` among them.
  static func json(of event: Event) -> JSONObject

  /// The event of that type; nil for a type that this version does not know.
  static func event(_ type: String, from reader: JSONReader) throws(JSONPathError) -> Event?

  /// The whole state, for a snapshot.
  var json: JSONObject { get }

  /// The state that a snapshot holds.
  init(from reader: JSONReader) throws(JSONPathError)

  /// The events by which a state that another program wrote is taken over as it is.
  var adoption: [Event] { get }

  /// What happened, for people: the subject (at most 72 bytes of our own words) and the text below it.
  func story(of events: [Event]) -> Story

  /// Why it happened, in people's words, as far as the subject does not say it.
  static func reasons(of events: [Event]) -> [String]

  /// The sections that a snapshot's message shows: the state as a person reads it. Never read back.
  var sections: String { get }

  /// Who holds a task: their ids with a space between them, or ``LedgerRecord/nobody``. nil where that is not told.
  var holders: String? { get }
}

extension LedgerCodable {
  package static func reasons(of events: [Event]) -> [String] { [] }

  package var holders: String? { nil }
}

/// A commit message's readable half.
package struct Story: Sendable, Equatable {
  package var subject: String
  /// Text of people: each is shown with its further lines indented by two spaces, so that none can become a
  /// heading or a trailer.
  package var paragraphs: [String]

  package init(subject: String, paragraphs: [String] = []) {
    self.subject = subject
    self.paragraphs = paragraphs
  }
}
