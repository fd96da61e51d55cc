/// A fact with the circumstances in which it came into a run, and the rollbacks that it went through.
package struct Noted<Fact: Hashable & Sendable>: Hashable, Sendable {
  package let fact: Fact
  package let at: Timestamp
  package let by: String
  /// The seq of its ledger commit.
  package let seq: Int
  /// The seqs of the rollbacks that undid it and of those that let it stand again, in turn.
  package internal(set) var turns: [Int]

  package init(_ fact: Fact, at: Timestamp, by: String, seq: Int, turns: [Int] = []) {
    self.fact = fact
    self.at = at
    self.by = by
    self.seq = seq
    self.turns = turns
  }

  init<Event>(_ fact: Fact, in recorded: Recorded<Event>) {
    self.init(fact, at: recorded.at, by: recorded.by, seq: recorded.seq)
  }

  /// Whether no rollback undid it, or one let it stand again.
  package var stands: Bool { turns.count.isMultiple(of: 2) }

  /// Whether it was there and stood before that seq.
  func stood(before other: Int) -> Bool {
    seq < other && turns.count { $0 < other }.isMultiple(of: 2)
  }

  /// Lets it stand or not, from a rollback on.
  mutating func stand(_ wanted: Bool, from rollback: Int) {
    if stands != wanted { turns.append(rollback) }
  }
}
