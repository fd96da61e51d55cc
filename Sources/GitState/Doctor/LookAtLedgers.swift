import Git
import StateMachine

/// The ledgers of a repository, as far as they can be read, and what is wrong with them.
struct ReadLedgers {
  var plans: [PlanView] = []
  var runs: [Run] = []
  var findings: [Finding] = []
}

extension Project {
  /// Reads and replays every plan, run and workflow.
  ///
  /// - Parameter broken: refs that are known to be broken.
  func readLedgers(but broken: Set<String>, in repository: borrowing Repository) throws -> ReadLedgers {
    var ledgers = ReadLedgers()
    for (ref, tip) in try repository.refs(below: "refs/heads/plan/") where !broken.contains(ref.text) {
      guard let reading = read(planReader(ref), at: tip, into: &ledgers, in: repository) else { continue }
      ledgers.findings += oversized(reading.machine, ref)
      do {
        ledgers.plans.append(try view(reading, in: repository))
      } catch {
        report(unreadable: ref, error, into: &ledgers, in: repository)
      }
    }
    for (ref, tip) in try repository.refs(below: "refs/heads/run/") where !broken.contains(ref.text) {
      if let reading = read(runReader(ref), at: tip, into: &ledgers, in: repository) {
        ledgers.runs.append(reading.machine)
      }
    }
    for (ref, tip) in try repository.refs(below: "refs/heads/workflow/") where !broken.contains(ref.text) {
      _ = read(workflowReader(ref), at: tip, into: &ledgers, in: repository)
    }
    return ledgers
  }

  /// One ledger, replayed from its first commit; nil where it can't be read.
  private func read<Machine>(
    _ reader: LedgerReader<Machine>, at tip: ObjectID, into ledgers: inout ReadLedgers,
    in repository: borrowing Repository
  ) -> LedgerReading<Machine>? {
    let name = reader.branch.branchName ?? reader.branch.text
    do {
      guard let reading = try reader.read(tip, in: repository) else {
        ledgers.findings.append(
          Finding(
            .noLedger, reader.branch.text, "It holds no \(Machine.kind), though its name says so.",
            evidence: [.init("tip", .text(tip.description))]))
        return nil
      }
      ledgers.findings += try diverged(reader.branch, tip, in: repository)
      if reading.isLegacy { return reading }
      let found = try reader.verify(from: tip, in: repository)
      if let problem = found.problem { ledgers.findings.append(finding(problem, reader.branch, tip)) }
      if !found.foreign.isEmpty {
        ledgers.findings.append(
          Finding(
            .foreignCommits, reader.branch.text,
            "\(counted(found.foreign.count, "commit")) of others stand\(found.foreign.count == 1 ? "s" : "") in it and change\(found.foreign.count == 1 ? "s" : "") nothing.",
            evidence: [.init("commits", .texts(found.foreign.prefix(50)))],
            repair: [["git", "log", "--oneline", name]]))
      }
      return reading.isBeyond ? nil : reading
    } catch {
      report(unreadable: reader.branch, error, into: &ledgers, in: repository)
      return nil
    }
  }

  /// Remotes that have the same ledger with commits that are not here, where commits are here that they do not have.
  private func diverged(
    _ branch: RefName, _ tip: ObjectID, in repository: borrowing Repository
  ) throws -> [Finding] {
    guard let name = branch.branchName else { return [] }
    return try repository.refs(below: "refs/remotes/").compactMap { remote, other in
      guard remote.text.split(separator: "/", maxSplits: 3).last.map(String.init) == name,
        try repository.kind(of: other) == .commit, other != tip,
        (try? repository.isAncestor(tip, of: other)) == false,
        (try? repository.isAncestor(other, of: tip)) == false
      else { return nil }
      let short = String(remote.text.dropFirst("refs/remotes/".count))
      return Finding(
        .remoteDiverged, branch.text,
        "\(short) has gone on without it, and it without that: a push is refused, and who fetches has the one or the other.",
        evidence: [
          .init("remote", .text(remote.text)), .init("here", .text(tip.description)),
          .init("there", .text(other.description)),
        ], repair: [["git", "log", "--oneline", "--left-right", "\(name)...\(short)"]])
    }
  }

  private func report(
    unreadable branch: RefName, _ error: any Error, into ledgers: inout ReadLedgers,
    in repository: borrowing Repository
  ) {
    // Where a shallow clone ends nothing is broken.
    if repository.isShallow { return }
    ledgers.findings.append(
      Finding(
        .brokenHistory, branch.text,
        "What is behind it can't be read. \(Rejection(describing: error).sentence)",
        evidence: [.init("error", .text("\(error)"))],
        repair: WaysBack.fetching(branch.text, from: repository.remotes())))
  }

  private func finding(
    _ problem: Verification.Problem, _ branch: RefName, _ tip: ObjectID
  ) -> Finding {
    let name = branch.branchName ?? branch.text
    var evidence: [Rejection.Field] = [.init("commit", .text(problem.commit))]
    if let after = problem.after { evidence.append(.init("last_good", .text(after))) }
    if problem.sort == .newer {
      return Finding(
        .newerLedger, branch.text, "\(problem.why) Install a newer gitstate.", evidence: evidence,
        repair: [["gitstate", "version"]])
    }
    var repair = [["gitstate", "verify", name]]
    if let after = problem.after {
      repair.append(["git", "update-ref", branch.text, after, tip.description])
    }
    return Finding(
      problem.sort == .snapshot ? .snapshotDiffers : .ledgerBroken, branch.text,
      "Commit \(problem.commit) does not follow: \(problem.why) Going back to the commit before it gives up what stands above.",
      evidence: evidence, repair: repair)
  }

  private func oversized(_ plan: Plan, _ branch: RefName) -> [Finding] {
    do throws(Rejection) {
      try PlanLimits.check(tasks: plan.tasks.map(\.definition))
      try PlanLimits.check(text: plan.founding?.request, field: "user_request")
      return []
    } catch {
      return [
        Finding(
          .oversizedField, branch.text, error.sentence, evidence: error.details,
          repair: [["gitstate", "parse-plan", branch.branchName ?? branch.text]])
      ]
    }
  }
}
