import Git
import StateMachine

/// Telling a ledger's own commits from copies of them: cherry-picking an old one on top copies its seq and its state too,
/// and must change nothing.
extension LedgerReader {
  /// How many commits of others are passed over below a first commit in search of the one that it copies.
  private static var depth: Int { 1_000 }

  /// Whether a commit of seq 1 is the ledger's first, and no copy of it further up.
  func isFirst(
    _ commit: Commit, _ record: LedgerRecord<Machine>, in repository: borrowing Repository
  ) throws(GitError) -> Bool {
    var next = commit.parents.first
    var others = 0
    while let id = next, others < Self.depth, repository.contains(id) {
      let below = try repository.commit(id)
      next = below.parents.first
      guard let trailers = LedgerMessage.trailers(of: below.text), trailers["Kind"] == Machine.kind else {
        // What gitstate wrote itself and nobody rewrote stands where it was written: on the base.
        if record.isOriginal(commit) { return true }
        others += 1
        continue
      }
      others = 0
      // The first commit of another ledger, which was merged into the base, is no copy.
      if trailers["Seq"] == "1" {
        return trailers.bytes("Event") != LedgerMessage.trailers(of: commit.text)?.bytes("Event")
      }
    }
    return true
  }

  /// Whether the ledger commit below is the one before `seq`.
  ///
  /// Where a shallow clone ends, nothing speaks against it.
  func follows(_ seq: Int, from parent: ObjectID?, in repository: borrowing Repository) throws(GitError)
    -> Bool
  {
    var next = parent
    var passed = 0
    while let id = next, passed < Self.patience {
      if !repository.contains(id), repository.isShallow { return true }
      let commit = try repository.commit(id)
      if let trailers = LedgerMessage.trailers(of: commit.text), trailers["Kind"] == Machine.kind,
        let below = trailers["Seq"].flatMap({ Int($0) })
      {
        return below == seq - 1
      }
      next = commit.parents.first
      passed += 1
    }
    return false
  }
}

extension LedgerRecord {
  /// Whether a commit is as gitstate wrote it: made in the moment of its events.
  ///
  /// An amended, rebased or cherry-picked one is not, so its state is no place to start reading from.
  func isOriginal(_ commit: Commit) -> Bool {
    events.last?.at.seconds == commit.committer.seconds
  }
}
