/// A machine whose state is folded from events: `decide` may refuse, `apply` may not.
///
/// What comes from outside the ledger (what git says, the time) is handed in, so the same history always gives
/// the same state.
package protocol StateMachine: Sendable {
  /// What is asked of it, in the imperative.
  associatedtype Command: Sendable
  /// What happened, in the past tense.
  associatedtype Event: Sendable & Equatable
  /// What git says, as far as a decision relies on it.
  associatedtype Facts: Sendable

  /// The word of `Gitstate-Kind`.
  static var kind: String { get }

  /// The state before the first event.
  init()

  /// Judges a command: the events that follow from it, none where it changes nothing.
  func decide(_ command: Command, given facts: Facts, at now: Timestamp) throws(Rejection) -> [Event]

  /// Takes in what happened. It never fails: history already happened.
  mutating func apply(_ recorded: Recorded<Event>)
}

/// An event with its circumstances.
package struct Recorded<Event: Sendable & Equatable>: Sendable, Equatable {
  package let event: Event
  package let at: Timestamp
  /// Who did it: a worker, or the repository's user.
  package let by: String
  /// The seq of its ledger commit.
  package let seq: Int

  package init(_ event: Event, at: Timestamp, by: String, seq: Int) {
    self.event = event
    self.at = at
    self.by = by
    self.seq = seq
  }
}
