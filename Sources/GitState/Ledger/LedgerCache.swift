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

  private struct Readings: Sendable {
    var byBranch: [RefName: LedgerReading<Machine>] = [:]
    /// Bytes of JSON that they were read from, as a measure of what they hold.
    var bytes = 0

    mutating func put(_ reading: LedgerReading<Machine>?, at branch: RefName) {
      let before = byBranch[branch]
      byBranch[branch] = reading
      bytes += (reading?.weight.bytes ?? 0) - (before?.weight.bytes ?? 0)
    }
  }

  /// Thousands of plans of the usual size.
  private static var limit: Int { 8 << 20 }

  private let steps = Mutex<[ObjectID: KnownStep]>([:])
  private let readings = Mutex(Readings())

  /// A ledger as it was read last, at whatever commit.
  func reading(of branch: RefName) -> LedgerReading<Machine>? {
    readings.withLock { $0.byBranch[branch] }
  }

  /// A ledger as it was read at that commit.
  func reading(of branch: RefName, at tip: ObjectID) -> LedgerReading<Machine>? {
    reading(of: branch).flatMap { $0.tip == tip ? $0 : nil }
  }

  /// Keeps a reading in place of an earlier one of its branch, and of any others where they hold too much.
  func keep(_ reading: LedgerReading<Machine>) {
    readings.withLock { readings in
      readings.put(reading, at: reading.branch)
      while readings.bytes > Self.limit,
        let other = readings.byBranch.keys.first(where: { $0 != reading.branch })
      {
        readings.put(nil, at: other)
      }
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
