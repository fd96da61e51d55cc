import Git
import StateMachine

/// Telling that a worker holds nothing in a plan without reading the plan.
///
/// Who takes up a task gives back what it holds in every other plan, and a server that was just started has read none.
extension LedgerReader where Machine == Plan {
  /// Whether a task may be held by that worker at that commit: false only where none is.
  func mayHoldClaim(
    of worker: WorkerID, at tip: ObjectID, in repository: borrowing Repository
  ) throws(GitError) -> Bool {
    let mayHold = try tells(of: worker, at: tip, in: repository)
    assert(
      mayHold || !holds(worker, at: tip, in: repository), "\(worker) holds a task of \(branch) at \(tip)")
    return mayHold
  }

  private func holds(_ worker: WorkerID, at tip: ObjectID, in repository: borrowing Repository) -> Bool {
    let reading = (try? read(tip, in: repository)) ?? nil
    return reading?.machine.tasks.contains { $0.status.claim?.worker == worker } == true
  }

  /// Whether what a reader would read may tell of such a claim.
  private func tells(
    of worker: WorkerID, at tip: ObjectID, in repository: borrowing Repository
  ) throws(GitError) -> Bool {
    var next: ObjectID? = tip
    for _ in 0..<Self.steps {
      // What is known is read as fast.
      guard let id = next, cache?.reading(of: branch, at: id) == nil else { return true }
      let commit = try older(id, in: repository)
      next = commit.parents.first
      guard let trailers = LedgerMessage.trailers(of: commit.text), trailers["Kind"] == Plan.kind else {
        continue
      }
      // What an older gitstate wrote: most of it is no place where a reading begins, and nobody takes up a task in it.
      let mayTell =
        trailers["Seq"] == "1" || trailers.bytes("State") != nil || trailers.bytes("Holders") != nil
      if !mayTell, let events = trailers.bytes("Event"), !PlanEvent.mayClaim(in: events) { continue }
      switch LedgerMessage.read(commit.text, as: Plan.self, takingState: false) {
      case .newer: return true
      case .foreign: continue
      case .record(let record):
        if let holders = record.holders, try isTold(by: record, commit, in: repository) {
          return holders.split(separator: " ").contains { $0 == worker.text }
        }
        if record.events.contains(where: { $0.event.mayClaim(for: worker) }) { return true }
        if record.seq == 1 || record.stateBytes > 0, try isTold(by: record, commit, in: repository) {
          return trailers.bytes("State").map { Claim.mayStand(in: $0, of: worker) } ?? false
        }
      }
    }
    return true
  }

  /// Whether a record says how its ledger stands there, and is no copy of one that stands elsewhere.
  private func isTold(
    by record: LedgerRecord<Plan>, _ commit: Commit, in repository: borrowing Repository
  ) throws(GitError) -> Bool {
    if record.seq == 1 { return try isFirst(commit, record, in: repository) }
    guard record.isOriginal(commit) else { return false }
    return try follows(record.seq, from: commit.parents.first, in: repository)
  }

  /// How many commits are looked at: as many as there are between two snapshots, nearly always.
  private static var steps: Int { 256 }
}

extension PlanEvent {
  /// Whether a worker may hold a task by one of stored events, told by their bytes alone.
  fileprivate static func mayClaim(in events: ArraySlice<UInt8>) -> Bool {
    signs.contains { ByteSearch.first($0, in: events, from: events.startIndex) != nil }
  }

  /// The names of such events, and what any name may hide behind.
  private static let signs = ["taskClaimed", "planAdopted", "\\u"].map { Array($0.utf8) }

  /// Whether a worker may hold a task by this event.
  fileprivate func mayClaim(for worker: WorkerID) -> Bool {
    switch self {
    case .taskClaimed(_, let holder, _, _): holder == worker
    case .planAdopted: true
    default: false
    }
  }
}

extension Claim {
  /// Whether a stored state may hold a claim of that worker, told by its bytes alone.
  ///
  /// A worker stands there by its id, perhaps with the beginning that ``WorkerID`` drops. That a task was reported or done by
  /// one claims nothing.
  static func mayStand(in state: ArraySlice<UInt8>, of worker: WorkerID) -> Bool {
    let names = [(#"""#, #"},"worker":"#), (#""worker-"#, #""by":"#)].map { (beginning, before) in
      (word: Array("\(beginning)\(worker.text)\"".utf8), before: Array(before.utf8))
    }
    for name in names {
      var place = state.startIndex
      while let start = ByteSearch.first(name.word, in: state, from: place) {
        guard state[..<start].suffix(name.before.count).elementsEqual(name.before) else { return true }
        place = start + 1
      }
    }
    return false
  }
}
