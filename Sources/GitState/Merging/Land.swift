import Files
import Git
package import StateMachine

/// The base on its target.
package struct Landed: Sendable {
  package let base: String
  package let target: String
  package let commit: String
  package let changed: Bool
  /// How many commits the target gained.
  package let commits: Int
  package let files: Int
  /// How: `fast-forward`, `merge`, `start` or `nothing`.
  package let way: String
  /// What did not go as it should, in sentences; mostly none.
  package let notes: [String]
}

extension Project {
  /// Brings the base onto the branch that it is landed on: forward where that suffices, else by a merge in memory.
  package func land() throws(Rejection) -> Landed {
    try withRepository { repository in
      try inTurn(in: repository) { try land(in: repository) }
    }
  }

  private func land(in repository: borrowing Repository) throws -> Landed {
    let base = try base(in: repository)
    guard base.target != base.name else {
      throw Rejection(
        .wrongState, "\(base.name) is both the base and the branch that it is landed on.",
        remedy: "Name another with --target <branch>, or `git config gitstate.target <branch>`.")
    }
    let target = try baseRef(base.target)
    let made = base.made.map { [$0] } ?? []
    func landed(_ commit: ObjectID, _ way: String, commits: Int, files: Int, _ notes: [String] = []) -> Landed
    {
      Landed(
        base: base.name, target: base.target, commit: commit.description, changed: way != "nothing",
        commits: commits, files: files, way: way, notes: made + notes)
    }
    guard let tip = try repository.tip(of: target) else {
      // What HEAD waits for, or the config names, is started; a name mistaken or guessed is not.
      let isConfigured = settings.target == nil && repository.configText("gitstate.target") != nil
      guard try isConfigured || repository.head() == .unborn(target) else {
        let remote =
          try anyTip("origin/\(base.target)", in: repository) == nil ? nil : "origin/\(base.target)"
        throw Rejection(
          .notFound, "There is no branch \(quoted(base.target)) to land on.",
          details: [.init("target", .text(base.target))],
          remedy:
            "Make it first: git branch \(base.target) \(remote ?? "<commit>"), or name another with --target."
        )
      }
      // An unborn HEAD on the target has an empty working tree, which follows from nothing.
      let changes = try repository.changes(from: nil, to: repository.commit(base.tip).tree)
      let notes = try start(target, at: base.tip, changes, because: "land \(base.name)", in: repository)
      return landed(base.tip, "start", commits: 0, files: changes.count, notes)
    }
    if try repository.isAncestor(base.tip, of: tip) { return landed(tip, "nothing", commits: 0, files: 0) }
    let ahead = try repository.aheadBehind(base.tip, tip).ahead
    if try repository.isAncestor(tip, of: base.tip) {
      let changes = try repository.changes(
        from: repository.commit(tip).tree, to: repository.commit(base.tip).tree)
      let notes = try move(
        target, from: tip, to: base.tip, changes: changes, because: "land \(base.name)", in: repository)
      return landed(base.tip, "fast-forward", commits: ahead, files: changes.count, notes)
    }
    let (commit, changes) = try mergeInMemory(
      ours: tip, theirs: base.tip, labels: (base.target, base.name), MergeResolutions(),
      message: "Merge \(base.name)\n",
      conflicted: { merge in
        Rejection(
          .mergeConflict,
          "\(base.name) and \(base.target) changed the same places in \(spoken(merge.conflicts.map { quoted($0.path.description) }, limit: 5)); nothing was moved.",
          details: [.init("conflicts", .list(merge.conflicts.prefix(50).map { $0.detail }))],
          remedy:
            "Bring \(base.target) into \(base.name) first, as a task of its own or with git merge, and land again."
        )
      }, in: repository)
    let notes = try move(
      target, from: tip, to: commit, changes: changes, because: "land \(base.name)", in: repository)
    return landed(commit, "merge", commits: ahead + 1, files: changes.count, notes)
  }
}
