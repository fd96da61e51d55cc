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
  /// Why, in the words of people and workers: one line, cut; nil where nobody said.
  package var reason: String?

  /// Both in one line.
  package var told: String { subject + (reason.map { " (\($0))" } ?? "") }
}

extension LedgerReader {
  /// The ledger as it stood at a seq.
  func read(
    seq: Int, from reading: LedgerReading<Machine>, in repository: borrowing Repository
  ) throws -> LedgerReading<Machine> {
    if reading.seq == seq { return reading }
    var next: ObjectID? = reading.seq > 0 ? reading.tip : nil
    while let id = next {
      let commit = try older(id, in: repository)
      next = commit.parents.first
      guard let trailers = LedgerMessage.trailers(of: commit.text), trailers["Kind"] == Machine.kind else {
        continue
      }
      if trailers["Seq"] == "\(seq)", let found = try read(id, in: repository), found.seq == seq {
        return found
      }
      if case .record(let record) = LedgerMessage.read(commit.text, as: Machine.self), record.seq == 1,
        try isFirst(commit, record, in: repository)
      {
        break
      }
    }
    throw Rejection(
      .notFound, "\(branch.branchName ?? branch.text) has no seq \(seq); it is at \(reading.seq).",
      details: [.init("seq", .number(seq)), .init("newest", .number(reading.seq))])
  }

  /// The events by which a ledger came to where it is; commits of others on top are passed over.
  func events(
    of reading: LedgerReading<Machine>, in repository: borrowing Repository
  ) throws -> [Machine.Event] {
    var next: ObjectID? = reading.tip
    while let id = next {
      let commit = try older(id, in: repository)
      if case .record(let record) = LedgerMessage.read(commit.text, as: Machine.self),
        record.seq == reading.seq
      {
        return record.events.map(\.event)
      }
      next = commit.parents.first
    }
    return []
  }

  /// Whether every event after a seq is one of those; commits of others are passed over.
  func all(
    after seq: Int, of reading: LedgerReading<Machine>, in repository: borrowing Repository,
    _ isOne: (Machine.Event) -> Bool
  ) throws -> Bool {
    var next: ObjectID? = reading.tip
    while let id = next {
      let commit = try older(id, in: repository)
      if case .record(let record) = LedgerMessage.read(commit.text, as: Machine.self) {
        if record.seq <= seq { return true }
        guard record.events.allSatisfy({ isOne($0.event) }) else { return false }
      }
      next = commit.parents.first
    }
    return true
  }

  /// The commits of the branch, newest first, down to the ledger's first.
  ///
  /// - Parameter body: answers whether to go on.
  func steps(
    from tip: ObjectID, in repository: borrowing Repository, _ body: (LedgerStep) throws -> Bool
  ) throws {
    var next: ObjectID? = tip
    while let id = next {
      let known = try cache?.step(id) ?? step(at: id, in: repository)
      cache?.keep(known)
      guard try body(known.step) else { return }
      next = known.next
    }
  }

  private func step(
    at id: ObjectID, in repository: borrowing Repository
  ) throws -> LedgerCache<Machine>.KnownStep {
    let commit = try older(id, in: repository)
    var seq: Int?
    var isFirst = false
    var at = Timestamp(seconds: commit.committer.seconds)
    var by = commit.author.name
    var reason: String?
    if case .record(let record) = LedgerMessage.read(commit.text, as: Machine.self) {
      seq = record.seq
      isFirst = try record.seq == 1 && self.isFirst(commit, record, in: repository)
      at = record.events.last?.at ?? at
      by = record.events.last?.by ?? by
      reason = Self.line(Machine.reasons(of: record.events.map(\.event)))
    }
    return .init(
      step: LedgerStep(commit: id, seq: seq, at: at, by: by, subject: commit.subject, reason: reason),
      next: isFirst ? nil : commit.parents.first)
  }

  /// Reasons in one line of at most 160 characters, each once.
  private static func line(_ reasons: [String]) -> String? {
    var seen: Set<String> = []
    let words = reasons.filter { seen.insert($0).inserted }.joined(separator: "; ")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.isEmpty ? nil : words.count > 160 ? words.prefix(160) + "…" : words
  }
}
