import Files
import Git
import StateMachine

extension Project {
  /// What was begun and not ended: rollbacks, files that are to follow, merges, fetches, archives, checkpoints of runs.
  func lookAtOperations(runs: [Run], in repository: borrowing Repository) throws -> [Finding] {
    try rollbacks(runs, in: repository) + unfollowed(in: repository) + overSyncs(in: repository)
      + leftFetch(in: repository) + halfArchived(in: repository) + unrecorded(runs, in: repository)
  }

  private func rollbacks(_ runs: [Run], in repository: borrowing Repository) throws -> [Finding] {
    let trees = try repository.branchesCheckedOut()
    var seen: Set<ObjectID> = []
    var found: [Finding] = []
    for (mark, tip) in try repository.refs(below: PendingRefs.prefix) where seen.insert(tip).inserted {
      guard let commit = try? repository.commit(tip), let rescue = Rescue(pending: commit),
        let rollback = rescue.rollback
      else { continue }
      let administration = String(mark.text.dropFirst(PendingRefs.prefix.count))
      let place = trees.first { ($0.adminName.map { "worktrees/\($0)" } ?? "main") == administration }?.path
      // Somebody is at it.
      if let place, checkpoints.isBusy(place, in: repository) { continue }
      let (run, name) = try meant(by: rescue, rollback.target, runs, in: repository)
      let folder = rescue.trees.count == 1 && run == nil ? place : nil
      let id = run?.founding?.id.text
      found.append(
        Finding(
          .rollbackUnfinished, mark.text,
          "A rollback to \(name.prefix(12)) was begun and not ended; what was there before is rescue \(rescue.id).",
          evidence: [
            .init("rescue", .text(rescue.id)), .init("target", .text(rollback.target.description)),
            .init("paths", .texts(rescue.trees.map(\.path))),
          ],
          repair: [
            ["gitstate", "checkpoint", "rollback", name] + (rollback.asCommit ? ["--as-commit"] : [])
              + (id.map { ["--run", $0] } ?? []) + (folder.map { ["--directory", $0] } ?? []) + ["--yes"]
          ], cure: .rollBack(to: name, run: id, folder: folder, asCommit: rollback.asCommit)))
    }
    return found
  }

  /// The run that a rollback is of, and how its target is called there: by its ledger, or by whose checkpoint or rescue that is
  /// where the ledger does not know of the rollback yet.
  private func meant(
    by rescue: Rescue, _ target: ObjectID, _ runs: [Run], in repository: borrowing Repository
  ) throws -> (run: Run?, name: String) {
    if let run = runs.first(where: { $0.rollback?.fact.rescue == rescue.id }), let fact = run.rollback?.fact {
      return (run, fact.targetText)
    }
    for run in runs {
      if let known = run.checkpoints.first(where: { $0.fact.sha == target.description }) {
        return (run, "\(known.fact.number)")
      }
      for earlier in run.rollbacks {
        let ref = RefName(Rescue.prefix + earlier.fact.rescue)
        if let tip = try ref.flatMap({ try repository.tip(of: $0) }), tip == target {
          return (run, earlier.fact.rescue)
        }
      }
    }
    return (nil, target.description)
  }

  private func unfollowed(in repository: borrowing Repository) throws -> [Finding] {
    try repository.refs(below: Project.following).map { mark, old in
      Finding(
        .followUnfinished, mark.text,
        "Its branch moved, and the files of that working tree are still those of \(old.description.prefix(12)).",
        evidence: [.init("from", .text(old.description))], repair: [["gitstate", "doctor", "--fix"]],
        cure: .follow)
    }
  }

  private func overSyncs(in repository: borrowing Repository) throws -> [Finding] {
    try repository.refs(below: Project.syncing).compactMap { mark, tip in
      let name = String(mark.text.dropFirst(Project.syncing.count))
      guard try isSyncOver(name, in: repository) else { return nil }
      return Finding(
        .syncMarkLeft, mark.text, "It marks a merge in \(name) that is over.",
        evidence: [.init("rescue", .text(tip.description))], repair: [["gitstate", "doctor", "--fix"]],
        cure: .endSync(worktree: name))
    }
  }

  /// Whether no merge is under way in the worktree of that name, or there is no such worktree.
  func isSyncOver(_ text: String, in repository: borrowing Repository) throws -> Bool {
    guard let name = WorktreeName(text), repository.workingDirectory != nil,
      let worktree = try worktrees.find(name)
    else { return true }
    let tree = try worktree.opened(of: commonDirectory)
    return try tree.mergeState() == nil && tree.status().conflicted.isEmpty
  }

  private func leftFetch(in repository: borrowing Repository) throws -> [Finding] {
    let left = try repository.refs(below: Project.incoming)
    guard !left.isEmpty, !TreeClaim.isHeld("\(commonDirectory)/gitstate/claims/fetch") else { return [] }
    return [
      Finding(
        .fetchLeft, String(Project.incoming.dropLast()),
        "A fetch of checkpoints was killed before it had looked at \(counted(left.count, "ref")).",
        evidence: [.init("refs", .texts(left.prefix(50).map(\.name.text)))],
        repair: [["gitstate", "doctor", "--fix"]], cure: .sweepFetch)
    ]
  }

  private func halfArchived(in repository: borrowing Repository) throws -> [Finding] {
    try allArchives(in: repository).compactMap { archive in
      let left = try archive.branches.filter { try repository.tip(of: $0.ref) == $0.tip }
      let evidence: [Rejection.Field] = [
        .init("archive", .text(archive.ref.text)), .init("branches", .texts(left.map(\.name))),
      ]
      if try repository.tip(of: archive.plan.ref) == archive.plan.tip {
        return Finding(
          .archiveUnfinished, archive.ref.text,
          "\(archive.plan.name) is archived and still here: it was on its way in or out. Either call ends that.",
          evidence: evidence,
          repair: [
            ["gitstate", "plan", "unarchive", archive.id],
            ["gitstate", "plan", "archive", archive.plan.name],
          ])
      }
      guard !left.isEmpty, try repository.tip(of: archive.plan.ref) == nil else { return nil }
      return Finding(
        .archiveUnfinished, archive.ref.text,
        "\(archive.plan.name) is archived, and \(counted(left.count, "branch")) of its tasks stayed.",
        evidence: evidence, repair: [["gitstate", "plan", "archive", archive.plan.name]],
        cure: .sweepArchive(plan: archive.plan.name))
    }
  }

  private func unrecorded(_ runs: [Run], in repository: borrowing Repository) throws -> [Finding] {
    try runs.compactMap { run in
      guard let id = run.founding?.id.text, run.status == .active else { return nil }
      let missing = try checkpoints.list(.run(id), in: repository).filter {
        run[checkpoint: $0.number] == nil
      }
      guard !missing.isEmpty else { return nil }
      return Finding(
        .checkpointUnrecorded, "run/\(id)",
        "It does not know its checkpoint\(missing.count == 1 ? "" : "s") \(spoken(missing.map { "\($0.number)" })).",
        evidence: [.init("refs", .texts(missing.map(\.ref.text)))],
        repair: [["gitstate", "doctor", "--fix"]], cure: .recordCheckpoints(run: id))
    }
  }
}
