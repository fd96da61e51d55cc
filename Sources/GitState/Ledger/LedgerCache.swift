import Git
import Synchronization

/// What ledgers said at their tips: a second read of an unchanged one costs looking up its ref.
final class LedgerCache<Machine: LedgerCodable>: Sendable {
  /// One commit as a history shows it, and the way on; a commit never changes.
  struct KnownStep: Sendable {
    let step: LedgerStep
    /// Where the ledger goes on; nil at its first commit.
    let next: ObjectID?
  }

  private let steps = Mutex<[ObjectID: KnownStep]>([:])
  private let readings = Mutex<[ObjectID: LedgerReading<Machine>]>([:])

  subscript(tip: ObjectID) -> LedgerReading<Machine>? {
    readings.withLock { $0[tip] }
  }

  /// Keeps a reading; at most 64, the oldest of the same branch goes first.
  func keep(_ reading: LedgerReading<Machine>) {
    readings.withLock { readings in
      readings = readings.filter { $0.value.branch != reading.branch || $0.key == reading.tip }
      if readings.count >= 64 { readings.removeAll() }
      readings[reading.tip] = reading
    }
  }

  /// What a commit of a ledger was in a history before.
  func step(_ id: ObjectID) -> KnownStep? {
    steps.withLock { $0[id] }
  }

  func keep(_ known: KnownStep) {
    steps.withLock { steps in
      if steps.count >= 50_000 { steps.removeAll() }
      steps[known.step.commit] = known
    }
  }
}
