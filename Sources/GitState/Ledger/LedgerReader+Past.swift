package import Git
package import StateMachine

/// One commit of a ledger's branch, as a history shows it.
package struct LedgerStep: Sendable {
  package let commit: ObjectID
  /// The seq; nil for a commit of others.
  package let seq: Int?
  package let at: Timestamp
  package let by: String
  package let subject: String
}

extension LedgerReader {
  /// The ledger as it stood at a seq.
  func read(
    seq: Int, from reading: LedgerReading<Machine>, in repository: borrowing Repository
  ) throws -> LedgerReading<Machine> {
    if reading.seq == seq { return reading }
    var next: ObjectID? = reading.tip
    while let id = next {
      let commit = try repository.commit(id)
      if let trailers = LedgerMessage.trailers(of: commit.message), trailers["Kind"] == Machine.kind,
        trailers["Seq"] == "\(seq)", let found = try read(id, in: repository), found.seq == seq
      {
        return found
      }
      next = commit.parents.first
      if LedgerMessage.trailers(of: commit.message)?["Seq"] == "1" { break }
    }
    throw Rejection(
      .notFound, "\(branch.branchName ?? branch.text) has no seq \(seq); it is at \(reading.seq).",
      details: [.init("seq", .number(seq)), .init("newest", .number(reading.seq))])
  }

  /// The commits of the branch, newest first, down to the ledger's first.
  ///
  /// - Parameter body: answers whether to go on.
  func steps(
    from tip: ObjectID, in repository: borrowing Repository, _ body: (LedgerStep) throws -> Bool
  ) throws {
    var next: ObjectID? = tip
    while let id = next {
      let commit = try repository.commit(id)
      var seq: Int?
      var at = Timestamp(seconds: commit.committer.seconds)
      var by = commit.author.name
      if case .record(let record) = LedgerMessage.read(commit.message, as: Machine.self) {
        seq = record.seq
        at = record.events.last?.at ?? at
        by = record.events.last?.by ?? by
      }
      guard try body(LedgerStep(commit: id, seq: seq, at: at, by: by, subject: commit.subject)), seq != 1 else { return }
      next = commit.parents.first
    }
  }
}
