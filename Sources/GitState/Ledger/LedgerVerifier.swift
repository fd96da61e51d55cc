import Git
import JSON
import StateMachine

/// What replaying a ledger from its first commit found.
package struct Verification: Sendable {
  package let branch: String
  package let seq: Int
  package let commits: Int
  package let snapshots: Int
  /// Commits of others, oldest first.
  package let foreign: [String]
  /// The first commit that does not follow, and why; nil where all do.
  package let problem: Problem?
  /// Whether another program wrote it: then there is no event to replay until gitstate's first write.
  package var isLegacy = false

  package struct Problem: Sendable {
    package let commit: String
    package let why: String
    package let sort: Sort
    /// The commit below it, up to which all follow; nil where it is the first.
    package let after: String?

    package enum Sort: Sendable {
      /// A newer gitstate wrote it.
      case newer
      /// Something is missing, or is not as a ledger's commit is.
      case form
      /// Its snapshot differs from what its events make.
      case snapshot
    }
  }
}

extension LedgerReader {
  /// Replays the ledger from seq 1 and compares every snapshot that it passes.
  func verify(from tip: ObjectID, in repository: borrowing Repository) throws -> Verification {
    var chain: [Commit] = []
    var next: ObjectID? = tip
    while let id = next {
      let commit = try older(id, in: repository)
      chain.append(commit)
      next = commit.parents.first
      // Asked for the whole record only where it may be the first: it is read in the replay.
      if LedgerMessage.trailers(of: commit.text)?["Seq"].flatMap({ Int($0) }) == 1,
        case .record(let record) = LedgerMessage.read(commit.text, as: Machine.self), record.seq == 1,
        try isFirst(commit, record, in: repository)
      {
        break
      }
    }
    var snapshot = LedgerSnapshot<Machine>()
    var seq = 0
    var commits = 0
    var snapshots = 0
    var last: ObjectID?
    var tree = try next.map { (id) throws(GitError) in try repository.commit(id).tree }
    for commit in chain.reversed() {
      func problem(_ why: String, _ sort: Verification.Problem.Sort = .form) -> Verification {
        Verification(
          branch: branch.branchName ?? branch.text, seq: seq, commits: commits, snapshots: snapshots,
          foreign: snapshot.foreign,
          problem: .init(
            commit: commit.id.description, why: why, sort: sort, after: last?.description))
      }
      switch LedgerMessage.read(commit.text, as: Machine.self) {
      case .foreign: snapshot.pass(commit.id)
      case .newer(let what): return problem("It was written by a newer gitstate (\(what)).", .newer)
      case .record(let record):
        guard record.seq == seq + 1 else {
          // A copy of a commit that stands further down changes nothing; a gap means that something is gone.
          if record.seq <= seq {
            snapshot.pass(commit.id)
            last = commit.id
            continue
          }
          return problem("It has seq \(record.seq), and \(seq + 1) should follow.")
        }
        for event in record.events { snapshot.machine.apply(event) }
        seq = record.seq
        commits += 1
        if let key = record.key { snapshot.use(key, at: seq) }
        guard commit.parents.count == 1 else {
          return problem("It has \(counted(commit.parents.count, "parent")), and a ledger commit has one.")
        }
        if let tree, tree != commit.tree { return problem("Its tree differs from its parent's.") }
        if let stored = record.holders, let made = snapshot.machine.holders, stored != made {
          return problem("Its holders differ from what its events make.", .snapshot)
        }
        if let stored = record.snapshot {
          snapshots += 1
          guard text(of: snapshot) == text(of: stored) else {
            return problem("Its snapshot differs from what its events make.", .snapshot)
          }
        }
      }
      tree = commit.tree
      last = commit.id
    }
    return Verification(
      branch: branch.branchName ?? branch.text, seq: seq, commits: commits, snapshots: snapshots,
      foreign: snapshot.foreign, problem: nil)
  }
  /// A state as text, to be compared.
  ///
  /// The ids of foreign commits are left out: a rebase gives them new ones.
  private func text(of snapshot: LedgerSnapshot<Machine>) -> String {
    var object = snapshot.json
    object["foreign"] = nil
    return JSONValue.object(object).serialized(sortedKeys: true)
  }
}
