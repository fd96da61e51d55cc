import Files
import Git
package import StateMachine

/// How a caller guards a write.
package struct WriteGuard: Sendable {
  /// Makes repeating the call safe.
  package var key: LedgerKey?
  /// The seq that the caller last saw; the write is refused where the ledger has moved on.
  package var expectedSeq: Int?
  /// Who does it.
  package var by: String?

  package init(key: LedgerKey? = nil, expectedSeq: Int? = nil, by: String? = nil) {
    self.key = key
    self.expectedSeq = expectedSeq
    self.by = by
  }
}

extension WriteGuard {
  /// Whether a write so guarded would do nothing more on that ledger: its key was used, or the seq is another.
  package func isSettled<Machine>(on present: LedgerReading<Machine>) -> Bool {
    if let key, present.snapshot.keys[key.text] != nil { return true }
    return expectedSeq.map { $0 != present.seq } ?? false
  }
}

/// A ledger after a command, and whether the command changed it.
package struct Appended<Machine: LedgerCodable>: Sendable {
  package let reading: LedgerReading<Machine>
  package let changed: Bool
  package let events: [Machine.Event]

  /// Whether an idempotency key was used again, and this is the first call's answer.
  var isRepeated: Bool { changed && events.isEmpty }
}

/// What became of one attempt to append.
private enum Attempt<Machine: LedgerCodable> {
  /// Nothing was to be written.
  case settled(Appended<Machine>)
  case written(WrittenLedger<Machine>, [Machine.Event])
}

/// What a command needs: itself, what git says, and for a new ledger the commit that it starts on.
struct Prepared<Machine: LedgerCodable> {
  let command: Machine.Command
  let facts: Machine.Facts
  var start: ObjectID?
}

extension Project {
  /// Appends what follows from a command, by compare-and-swap: read, decide, write, swap; and again where another
  /// writer was first, for at most 10 seconds.
  ///
  /// - Parameter prepare: asked once for each attempt, with the ledger as it stands (nil where there is none).
  /// - Throws: what `prepare` or the machine refuses; `busy` when the time is over.
  func append<Machine>(
    to branch: RefName, reader: LedgerReader<Machine>, guarded: WriteGuard,
    in repository: borrowing Repository,
    prepare: (LedgerReading<Machine>?) throws -> Prepared<Machine>
  ) throws -> Appended<Machine> {
    #if PLANTED_BUGS
      Planted.see(branch.text, at: try repository.tip(of: branch)?.description)
    #endif
    // Who waits reads on meanwhile, so that nobody else waits for that.
    var isReadable = true
    func readOn() {
      guard isReadable, let tip = try? repository.tip(of: branch) else { return }
      isReadable = (try? reader.read(tip, in: repository)) != nil
    }
    let outcome = try repository.withWriteLock(meanwhile: readOn) { () throws -> Attempt<Machine> in
      try persistently { try attempt(on: branch, reader, guarded, in: repository, prepare) }
    }
    switch outcome {
    case .settled(let appended): return appended
    case .written(let written, let events):
      // While the next one writes: what is answered is what is stored.
      try persistently { try reader.confirm(written, in: repository) }
      return Appended(reading: written.reading, changed: true, events: events)
    }
  }

  /// Does it again where another writer was in the way, for at most 10 seconds.
  private func persistently<Result>(_ body: () throws -> Result) throws -> Result {
    var backoff = Backoff()
    while true {
      do {
        return try body()
      } catch let error as GitError {
        guard error.isTransient, backoff.pause() else { throw error }
      }
    }
  }

  /// Refuses a write that its guard forbids, or that would stand on what a newer gitstate wrote.
  ///
  /// - Returns: the seq at which this very call was carried out before; nil where it was not.
  func check<Machine>(_ guarded: WriteGuard, on present: LedgerReading<Machine>) throws(Rejection) -> Int? {
    if let newer = present.newer { throw Rejection.newer(present.branch, newer.what, at: newer.commit) }
    #if PLANTED_BUGS
      if Planted.isOn(.noIdempotency) { return nil }
    #endif
    if let key = guarded.key, let use = present.snapshot.keys[key.text] {
      guard use.content == key.content else { throw Rejection.keyReused(key, at: use.seq) }
      return use.seq
    }
    if let expected = guarded.expectedSeq, expected != present.seq {
      throw Rejection.overtaken(present.branch, expected: expected, actual: present.seq)
    }
    return nil
  }

  /// The tree of the commit that a ledger goes on from: a ledger changes no file.
  private func tree<Machine>(
    of parent: ObjectID, known present: LedgerReading<Machine>?, in repository: borrowing Repository
  ) throws(GitError) -> ObjectID {
    if let present, present.tip == parent, let tree = present.tree, repository.contains(parent) {
      return tree
    }
    return try repository.commit(parent).tree
  }

  private func attempt<Machine>(
    on branch: RefName, _ reader: LedgerReader<Machine>, _ guarded: WriteGuard,
    in repository: borrowing Repository,
    _ prepare: (LedgerReading<Machine>?) throws -> Prepared<Machine>
  ) throws -> Attempt<Machine> {
    let tip = try repository.tip(of: branch)
    #if PLANTED_BUGS
      let early = Planted.isOn(.stateRetried) ? Planted.last(branch.text).flatMap { ObjectID($0) } : nil
      let present = try (early ?? tip).flatMap { try reader.read($0, in: repository) }
    #else
      let present = try tip.flatMap { try reader.read($0, in: repository) }
    #endif
    if tip != nil, present == nil { throw Rejection.noLedger(branch, kind: Machine.kind) }
    if let present, let seq = try check(guarded, on: present) {
      return .settled(
        Appended(
          reading: try reader.read(seq: seq, from: present, in: repository), changed: true, events: []))
    }
    if let expected = guarded.expectedSeq, present == nil, expected != 0 {
      throw Rejection.overtaken(branch, expected: expected, actual: 0)
    }
    let prepared = try prepare(present)
    let now = now
    let machine = present?.machine ?? Machine()
    var events = try machine.decide(prepared.command, given: prepared.facts, at: now)
    guard !events.isEmpty, let parent = tip ?? prepared.start else {
      guard let present else { throw Rejection(.bug, "A command founded nothing on \(branch).") }
      return .settled(Appended(reading: present, changed: false, events: []))
    }
    if present?.isLegacy == true { events.insert(contentsOf: machine.adoption, at: 0) }

    // A legacy branch begins anew: what it said comes in with the adoption.
    var reading =
      present.flatMap { $0.isLegacy ? nil : $0 }
      ?? LedgerReading(
        branch: branch, tip: parent, seq: 0, snapshot: LedgerSnapshot<Machine>(), updated: now,
        weight: SnapshotWeight())
    let by = guarded.by ?? repository.author(at: now.seconds).name
    let seq = reading.seq + 1
    var record = LedgerRecord<Machine>(
      seq: seq, events: events.map { Recorded($0, at: now, by: by, seq: seq) }, snapshot: nil,
      key: guarded.key)
    let eventText = LedgerMessage.events(of: record)
    record.eventBytes = eventText.utf8.count
    reading.apply(record)
    record.holders = reading.machine.holders
    var stateText: String?
    if seq > 1, reading.weight.pays(adding: record.eventBytes) {
      record.snapshot = reading.snapshot
      #if PLANTED_BUGS
        if Planted.isOn(.snapshotSkips), seq % 5 == 0 { record.snapshot = present?.snapshot }
      #endif
      stateText = record.snapshot.map { LedgerMessage.state(of: $0) }
    }
    record.stateBytes = stateText?.utf8.count ?? 0
    reading.weigh(record)
    let message = LedgerMessage.text(
      of: record, events: eventText, state: stateText, story: reading.machine.story(of: events),
      sections: stateText != nil || seq == 1 ? reading.machine.sections : nil)
    let tree = try tree(of: parent, known: present, in: repository)
    let commit = try repository.writeCommit(
      tree: tree, parents: [parent], message: message,
      author: repository.author(at: now.seconds))
    try repository.move(
      branch, to: commit, expecting: tip.map { .tip($0) } ?? .absent,
      because: "gitstate: \(Machine.kind) seq \(seq)")
    return .written(
      WrittenLedger(reading: reading.at(commit, tree: tree), record: record, message: message), events)
  }
}
