import Files
import Git
package import StateMachine

/// A plan that was moved out of the way, or back, and whether this call did it.
package struct ArchiveChange: Sendable {
  /// The plan's own branch: `plan/x`.
  package let plan: String
  /// Where it is, or was until now; nil for a plan that was no archive.
  package let archived: ArchivedPlan?
  package let changed: Bool
  /// Branches that are elsewhere by now and were left where they are.
  package let left: [String]
}

extension Project {
  /// Moves a finished plan and its task branches under one ref of the archive.
  ///
  /// The archive is made first and holds everything; then the branches go, all in one batch by compare-and-swap. A kill
  /// between the two loses nothing, and the same call goes on. Repeated, it changes nothing.
  ///
  /// - Parameter withUnmerged: also where a branch has work that is not on the base: it comes back with the plan.
  /// - Throws: where a task is held, work is not merged, a branch is checked out, or tasks are open.
  package func archivePlan(_ plan: String, withUnmerged: Bool = false) throws(Rejection) -> ArchiveChange {
    try withRepository { repository in
      try repository.withWriteLock { () throws -> ArchiveChange in
        var backoff = Backoff()
        while true {
          do {
            return try archive(plan, withUnmerged: withUnmerged, in: repository)
          } catch let error as GitError {
            guard error.isTransient, backoff.pause() else { throw error }
          }
        }
      }
    }
  }

  private func archive(
    _ plan: String, withUnmerged: Bool, in repository: borrowing Repository
  ) throws -> ArchiveChange {
    // The plan's branch is gone: what a killed call left of its task branches goes too.
    if case .archived(let archived) = try planPlace(plan, in: repository) {
      return try sweep(archived, isNew: false, in: repository)
    }
    let ref = try writablePlan(plan, in: repository)
    try finishMerges(ref, in: repository)
    guard let tip = try repository.tip(of: ref) else { throw Rejection.noLedger(ref, kind: Plan.kind) }
    let view = try view(ref, at: tip, in: repository)
    try refuseHeld(view)
    let branches = try ownBranches(of: view, in: repository)
    if !withUnmerged { try refuseUnmerged(branches, of: view, in: repository) }
    try refuseOpen(view, withUnmerged: withUnmerged)
    let own = ArchivedPlan.Branch(ref: ref, tip: tip)
    try refuseCheckedOut([own] + branches.map(\.branch), in: repository)
    let archived = try keep(own, branches.map(\.branch), view, in: repository)
    return try sweep(archived.value, isNew: archived.isNew, in: repository)
  }

  /// The archive of the plan as it is now; an older one of the same plan, which a killed call left, becomes it.
  private func keep(
    _ plan: ArchivedPlan.Branch, _ branches: [ArchivedPlan.Branch], _ view: PlanView,
    in repository: borrowing Repository
  ) throws -> (value: ArchivedPlan, isNew: Bool) {
    let before = try allArchives(in: repository).first { archive in
      guard archive.plan.ref == plan.ref else { return false }
      return try repository.isAncestor(archive.plan.tip, of: plan.tip) || archive.plan.tip == plan.tip
    }
    if let before, before.plan.tip == plan.tip, branches.allSatisfy(before.branches.contains) {
      return (before, false)
    }
    var all = branches
    for old in before?.branches ?? [] where !branches.contains(where: { $0.ref == old.ref }) {
      all.append(old)
    }
    all.sort { $0.ref < $1.ref }
    let id = try before?.id ?? freeID(view.session.text, in: repository)
    guard let ref = RefName(ArchivedPlan.prefix + id) else {
      throw Rejection(.invalidName, "\(quoted(id)) is no name for an archive.")
    }
    let author = repository.author(at: now.seconds)
    var parents = [plan.tip]
    for tip in all.map(\.tip) + [before?.commit].compactMap(\.self) where !parents.contains(tip) {
      parents.append(tip)
    }
    let commit = try repository.writeCommit(
      tree: try repository.commit(plan.tip).tree, parents: parents,
      message: ArchivedPlan.message(
        id: id, plan: plan, branches: all, state: view.state.rawValue, at: now, by: author.name,
        about: view.founding.request),
      author: author)
    try repository.move(
      ref, to: commit, expecting: before.map { .tip($0.commit) } ?? .absent, because: "archive \(view.branch)"
    )
    // Read back as everyone else will read it: nothing goes that the archive does not hold.
    guard let archived = ArchivedPlan(ref, try repository.commit(commit)) else {
      throw Rejection(.bug, "The archive \(commit) does not read as it was written.")
    }
    return (archived, true)
  }

  private func freeID(_ session: String, in repository: borrowing Repository) throws -> String {
    var number = 1
    while true {
      let id = number == 1 ? session : "\(session)-\(number)"
      guard let ref = RefName(ArchivedPlan.prefix + id), try repository.tip(of: ref) != nil else { return id }
      number += 1
    }
  }

  /// Takes the branches away that an archive holds as they are.
  private func sweep(
    _ archived: ArchivedPlan, isNew: Bool, in repository: borrowing Repository
  ) throws -> ArchiveChange {
    var going: [ArchivedPlan.Branch] = []
    var left: [String] = []
    // The plan's own comes last: for as long as it is there, the plan is not archived.
    for branch in archived.branches + [archived.plan] {
      guard let tip = try repository.tip(of: branch.ref) else { continue }
      if tip == branch.tip { going.append(branch) } else { left.append(branch.name) }
    }
    try refuseCheckedOut(going, in: repository)
    try repository.delete(going.map { ($0.ref, $0.tip) })
    return ArchiveChange(
      plan: archived.plan.name, archived: archived, changed: isNew || !going.isEmpty, left: left)
  }
}
