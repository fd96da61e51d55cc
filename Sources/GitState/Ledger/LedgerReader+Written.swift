import Git
import StateMachine

/// A ledger as a write leaves it, before anybody has read it.
struct WrittenLedger<Machine: LedgerCodable> {
  let reading: LedgerReading<Machine>
  let record: LedgerRecord<Machine>
  let message: String
}

extension LedgerReader {
  /// Reads a commit back that this process has just written, and keeps what it says.
  ///
  /// What is stored is compared byte for byte: it says to everyone else what those bytes said when they were made.
  /// - Throws: `bug` where anything else is stored.
  func confirm(_ written: WrittenLedger<Machine>, in repository: borrowing Repository) throws {
    let stored = try repository.commit(written.reading.tip)
    guard stored.text == Array(written.message.utf8) else {
      throw Rejection(.bug, "The ledger commit \(stored.id) does not read as it was written.")
    }
    #if !PLANTED_BUGS
      assert(isRead(written), "\(stored.id) reads otherwise than it was meant")
    #endif
    cache?.keep(written.reading)
  }

  /// Whether the message says what was meant: the same events, and a state that is the one they led to.
  private func isRead(_ written: WrittenLedger<Machine>) -> Bool {
    guard case .record(let read) = LedgerMessage.read(Array(written.message.utf8), as: Machine.self) else {
      return false
    }
    let meant = written.record
    return read.seq == meant.seq && read.events == meant.events && read.key == meant.key
      && read.holders == meant.holders
      && (read.eventBytes, read.stateBytes) == (meant.eventBytes, meant.stateBytes)
      && read.snapshot?.json == meant.snapshot?.json
  }
}
