package import Git
package import StateMachine

/// A ledger as it stands at one commit.
package struct LedgerReading<Machine: LedgerCodable>: Sendable {
  package internal(set) var branch: RefName
  package let tip: ObjectID
  /// The tip's tree, where it was seen.
  var tree: ObjectID?
  /// The seq of the newest ledger commit; 0 for a legacy branch.
  package internal(set) var seq: Int
  package internal(set) var snapshot: LedgerSnapshot<Machine>
  /// When its newest event happened.
  package internal(set) var updated: Timestamp
  /// Whether another program wrote it and gitstate has not yet.
  package internal(set) var isLegacy = false
  /// The first commit of a newer gitstate, up to which this is read.
  package internal(set) var newer: Newer?
  /// What decides whether the next commit carries a snapshot.
  var weight: SnapshotWeight

  package var machine: Machine { snapshot.machine }

  /// Whether nothing of it can be read, not even its founding.
  var isBeyond: Bool { newer != nil && seq == 0 }

  /// What this version can't read.
  package struct Newer: Sendable {
    package let commit: ObjectID
    package let what: String
  }
}

/// How heavy it has become to read a ledger from its last snapshot.
struct SnapshotWeight: Sendable {
  /// Bytes of the last snapshot, or of the founding event.
  var state = 0
  /// Bytes of the events since.
  var events = 0
  var commits = 0

  var bytes: Int { state + events }

  /// Whether the next commit should carry the state: it is small, or the events have grown to a quarter of it, or
  /// 256 commits went without.
  func pays(adding bytes: Int) -> Bool {
    state <= 8_192 || (events + bytes) * 4 >= state || commits + 1 >= 256
  }
}
