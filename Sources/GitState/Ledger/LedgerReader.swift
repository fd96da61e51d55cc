import Git
import StateMachine

/// Reads a ledger: back from a tip to the nearest snapshot, then forward.
struct LedgerReader<Machine: LedgerCodable> {
  let branch: RefName
  let cache: LedgerCache<Machine>?
  /// What a branch without any ledger commit says, where its message is one that another program wrote.
  let legacy: @Sendable (Commit, borrowing Repository) -> Machine?

  /// How many commits of others are passed over in search of a ledger commit.
  static var patience: Int { 10_000 }

  /// How many bytes of a state take as long to read as one commit does.
  private static var stepBytes: Int { 1_024 }

  /// The ledger at that commit; nil where the branch holds none.
  func read(_ tip: ObjectID, in repository: borrowing Repository) throws(GitError) -> LedgerReading<Machine>?
  {
    guard let known = cache?.reading(of: branch) else { return try read(tip, passing: nil, in: repository) }
    if known.tip == tip { return known }
    do {
      return try read(tip, passing: known, in: repository)
    } catch {
      // What lies between may be damaged or was never fetched; a state above needs none of it.
      return try read(tip, passing: nil, in: repository)
    }
  }

  /// - Parameter known: what was read before: on the way to it no state is read that takes longer than the way.
  private func read(
    _ tip: ObjectID, passing known: LedgerReading<Machine>?, in repository: borrowing Repository
  ) throws(GitError) -> LedgerReading<Machine>? {
    var newest: [Step] = []
    var foreign = 0
    var legacyCommit: Commit?
    var sinceLegacy = 0
    var start: LedgerReading<Machine>?
    var tree: ObjectID?
    var next: ObjectID? = tip
    while let id = next {
      if id != tip, let known = cache?.reading(of: branch, at: id) {
        start = known
        break
      }
      // A branch without ledger commits ends at a shallow boundary; a ledger without a snapshot can't be read.
      if id != tip, foreign == newest.count, !repository.contains(id), repository.isShallow { break }
      let commit = try older(id, in: repository)
      next = commit.parents.first
      if id == tip { tree = commit.tree }
      switch message(of: commit, beyond: known) {
      case .record(let record):
        let step = Step(id: id, content: .record(record))
        if record.seq == 1, try isFirst(commit, record, in: repository) {
          start = began(with: step, record)
          next = nil
        } else if let snapshot = record.snapshot, record.isOriginal(commit),
          try follows(record.seq, from: next, in: repository)
        {
          start = resumed(at: step, record, snapshot)
          next = nil
        } else {
          newest.append(step)
        }
      case .newer(let what):
        newest.append(Step(id: id, content: .newer(what)))
      case .foreign:
        newest.append(Step(id: id, content: .foreign))
        foreign += 1
        if legacyCommit == nil, legacy(commit, repository) != nil { legacyCommit = commit }
        if legacyCommit != nil { sinceLegacy += 1 }
      }
      if foreign > Self.patience || sinceLegacy > 256 { break }
    }
    guard var reading = start else {
      if let unreadable = beyond(newest, at: tip) { return unreadable }
      guard let legacyCommit, let machine = legacy(legacyCommit, repository) else { return nil }
      return adopted(machine, at: tip, written: legacyCommit)
    }
    for step in newest.reversed() { advance(&reading, by: step) }
    reading = reading.at(tip, tree: tree)
    cache?.keep(reading)
    return reading
  }

  /// What a commit says; without its state where going on to what is known takes less than reading that.
  private func message(
    of commit: Commit, beyond known: LedgerReading<Machine>?
  ) -> LedgerMessage.Reading<Machine> {
    guard let known,
      case .record(let record) = LedgerMessage.read(commit.text, as: Machine.self, takingState: false)
    else { return LedgerMessage.read(commit.text, as: Machine.self) }
    let distance = record.seq - known.seq
    guard record.stateBytes == 0 || distance > 0 && distance <= record.stateBytes / Self.stepBytes,
      record.isOriginal(commit)
    else { return LedgerMessage.read(commit.text, as: Machine.self) }
    return .record(record)
  }

  /// One commit on the way.
  private struct Step {
    enum Content {
      case record(LedgerRecord<Machine>)
      case newer(String)
      case foreign
    }

    let id: ObjectID
    let content: Content
  }

  private func began(with step: Step, _ record: LedgerRecord<Machine>) -> LedgerReading<Machine> {
    var reading = LedgerReading(
      branch: branch, tip: step.id, seq: 0, snapshot: LedgerSnapshot<Machine>(),
      updated: record.events.last?.at ?? Timestamp(seconds: 0), weight: SnapshotWeight())
    advance(&reading, by: step)
    return reading
  }

  private func resumed(
    at step: Step, _ record: LedgerRecord<Machine>, _ snapshot: LedgerSnapshot<Machine>
  ) -> LedgerReading<Machine> {
    LedgerReading(
      branch: branch, tip: step.id, seq: record.seq, snapshot: snapshot,
      updated: record.events.last?.at ?? Timestamp(seconds: 0),
      weight: SnapshotWeight(state: record.stateBytes))
  }

  private func adopted(_ machine: Machine, at tip: ObjectID, written commit: Commit) -> LedgerReading<Machine>
  {
    var snapshot = LedgerSnapshot<Machine>()
    snapshot.machine = machine
    var reading = LedgerReading(
      branch: branch, tip: tip, seq: 0, snapshot: snapshot,
      updated: Timestamp(seconds: commit.committer.seconds), weight: SnapshotWeight())
    reading.isLegacy = true
    return reading
  }

  /// A commit on the way down; where it was not fetched, that is said.
  func older(_ id: ObjectID, in repository: borrowing Repository) throws(GitError) -> Commit {
    do throws(GitError) {
      return try repository.commit(id)
    } catch {
      guard !repository.contains(id), repository.isShallow else { throw error }
      throw GitError(
        .shallow, function: "git_odb_read", subject: branch.text,
        message: "its older commits were not fetched")
    }
  }

  /// A ledger of which not even the first commit can be read, because a newer gitstate wrote it.
  private func beyond(_ newest: [Step], at tip: ObjectID) -> LedgerReading<Machine>? {
    for step in newest.reversed() {
      guard case .newer(let what) = step.content else { continue }
      var reading = LedgerReading(
        branch: branch, tip: tip, seq: 0, snapshot: LedgerSnapshot<Machine>(), updated: Timestamp(seconds: 0),
        weight: SnapshotWeight())
      reading.newer = .init(commit: step.id, what: what)
      return reading
    }
    return nil
  }

  private func advance(_ reading: inout LedgerReading<Machine>, by step: Step) {
    guard reading.newer == nil else { return }
    switch step.content {
    case .foreign:
      reading.snapshot.pass(step.id)
    case .newer(let what):
      reading.newer = .init(commit: step.id, what: what)
    case .record(let record):
      guard record.seq == reading.seq + 1 else {
        reading.snapshot.pass(step.id)
        return
      }
      reading.take(record)
    }
  }
}

extension LedgerReading {
  /// Takes in the next record.
  mutating func take(_ record: LedgerRecord<Machine>) {
    apply(record)
    weigh(record)
  }

  /// What the next record makes of the state.
  mutating func apply(_ record: LedgerRecord<Machine>) {
    for event in record.events { snapshot.machine.apply(event) }
    seq = record.seq
    updated = record.events.last?.at ?? updated
    if let key = record.key { snapshot.use(key, at: record.seq) }
  }

  /// What it makes of the weight.
  mutating func weigh(_ record: LedgerRecord<Machine>) {
    if record.seq == 1 {
      // A founding event is itself the state.
      weight = SnapshotWeight(state: record.eventBytes)
    } else if record.stateBytes > 0 {
      weight = SnapshotWeight(state: record.stateBytes)
    } else {
      weight.events += record.eventBytes
      weight.commits += 1
    }
  }

  /// The same, at a tip that may be a foreign commit on top.
  func at(_ tip: ObjectID, tree: ObjectID?) -> LedgerReading {
    var moved = LedgerReading(
      branch: branch, tip: tip, tree: tree, seq: seq, snapshot: snapshot, updated: updated, weight: weight)
    moved.isLegacy = isLegacy
    moved.newer = newer
    return moved
  }
}
