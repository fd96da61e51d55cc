import Git
import Synchronization

/// What ledgers said at their tips: a second read of an unchanged one costs looking up its ref.
final class LedgerCache<Machine: LedgerCodable>: Sendable {
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
}
