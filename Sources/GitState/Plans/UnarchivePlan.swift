import Files
import Git
package import StateMachine

extension Project {
  /// Brings an archived plan and its task branches back, each to where it was.
  ///
  /// The branches are made first, the plan's own last, each where none is; then the archive's ref goes. A kill in between
  /// loses nothing, and the same call goes on. A plan that is here already is a success.
  ///
  /// - Throws: where a branch of that name is something else by now.
  package func unarchivePlan(_ plan: String) throws(Rejection) -> ArchiveChange {
    try withRepository { repository in
      try repository.withWriteLock { () throws -> ArchiveChange in
        var backoff = Backoff()
        while true {
          do {
            return try unarchive(plan, in: repository)
          } catch let error as GitError {
            guard error.isTransient, backoff.pause() else { throw error }
          }
        }
      }
    }
  }

  private func unarchive(_ plan: String, in repository: borrowing Repository) throws -> ArchiveChange {
    guard let archived = try archive(named: plan, in: repository) else {
      guard case .branch(let ref, _)? = try presentPlace(plan, in: repository) else {
        throw try noArchive(plan, in: repository)
      }
      return ArchiveChange(plan: ref.branchName ?? ref.text, archived: nil, changed: false, left: [])
    }
    let all = archived.branches + [archived.plan]
    var missing: [ArchivedPlan.Branch] = []
    for branch in all {
      guard let tip = try repository.tip(of: branch.ref) else {
        if let other = try repository.collision(of: branch.ref) { throw taken(branch, by: other, archived) }
        missing.append(branch)
        continue
      }
      guard try tip == branch.tip || repository.isAncestor(branch.tip, of: tip) else {
        throw taken(branch, by: branch.ref, archived)
      }
    }
    for branch in missing {
      try repository.move(
        branch.ref, to: branch.tip, expecting: .absent, because: "gitstate: back from \(archived.name)")
    }
    try repository.delete(archived.ref, expecting: archived.commit)
    return ArchiveChange(plan: archived.plan.name, archived: archived, changed: true, left: [])
  }

  /// The refusal that says what there is.
  private func noArchive(_ plan: String, in repository: borrowing Repository) throws -> Rejection {
    let known = try archives(in: repository).map(\.name)
    let near = nearest(to: plan, among: known)
    var sentence = "There is no archived plan \(quoted(plan))."
    if known.isEmpty {
      sentence += " Nothing is archived."
    } else {
      sentence +=
        near.isEmpty
        ? " There \(known.count == 1 ? "is" : "are") \(spoken(known))."
        : " Did you mean \(spoken(near, word: "or"))?"
    }
    return Rejection(
      .notFound, sentence,
      details: [.init("value", .text(String(plan.prefix(80)))), .init("known", .texts(known.prefix(50)))],
      remedy: "gitstate plan list --archived lists them.")
  }

  private func taken(
    _ branch: ArchivedPlan.Branch, by other: RefName, _ archived: ArchivedPlan
  ) -> Rejection {
    let name = other.branchName ?? other.text
    return Rejection(
      .nameTaken,
      other == branch.ref
        ? "\(name) is something else by now, so \(archived.name) was not brought back."
        : "\(branch.name) can't be made beside \(name), so \(archived.name) was not brought back.",
      details: [.init("branch", .text(branch.name)), .init("other", .text(other.text))],
      next: .init("parse_plan", [.init("branch", .text(archived.name))]),
      remedy:
        "Archive the plan that has it, or rename it: git branch -m \(name) <name>. gitstate plan \(archived.name) shows the archived one."
    )
  }
}
