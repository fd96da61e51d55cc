import Git
package import StateMachine

/// A module's work that was not committed by its agent, and is now.
package struct CommittedModule: Sendable {
  package let module: ModuleName
  package let commit: String
  package let files: [String]
}

extension Project {
  /// Commits what stands uncommitted in a module's worktree to its branch; nil where nothing does, or it has no worktree.
  ///
  /// - Parameter reason: a few words for the commit: `before it is merged`.
  /// - Throws: `unresolved` where a merge is under way in it; `wrong_state` where another branch is checked out there.
  func commitPending(
    _ module: RunModule, of run: Run, because reason: String, in repository: borrowing Repository
  ) throws -> CommittedModule? {
    guard let worktree = try findWorktree(of: module.name, in: run) else { return nil }
    _ = try moduleBranch(of: worktree, module.name, in: run)
    let tree = try WorkingTree.open(worktree.path, of: commonDirectory)
    if try tree.mergeState() != nil {
      let holder = WorktreeHolder.module(module.name, run: run.id)
      throw Rejection(
        .unresolved,
        "A merge is under way in \(worktree.relativePath): resolve it there, and commit_task ends it; nothing was moved.",
        details: [
          .init("module", .text(module.name.text)), .init("worktree_path", .text(worktree.relativePath)),
          .init("files", .texts(try tree.status().conflicted.map(\.description))),
        ], next: .resolution(by: holder))
    }
    try refuseUnfollowed(worktree.administration, at: worktree.relativePath, in: repository)
    let phase = module.phase.map { " in \($0)" } ?? ""
    let message = WorkerMessage(
      task: module.name.text, kind: .implementation,
      summary: "Work on \(module.name)\(phase)\n\nCommitted \(reason).")
    let outcome = try tree.commitAll(message: message.text, author: repository.author(at: now.seconds))
    switch outcome {
    case .committed(let commit, _, let work):
      return CommittedModule(
        module: module.name, commit: commit.description, files: work.changed.map(\.description))
    case .unchanged: return nil
    case .unresolved(let files):
      throw Rejection(
        .unresolved,
        "\(spoken(files.map { quoted($0.description) }, limit: 5)) in \(worktree.relativePath) still \(files.count == 1 ? "holds" : "hold") conflict markers; nothing was moved.",
        details: [
          .init("module", .text(module.name.text)), .init("files", .texts(files.map(\.description))),
        ],
        next: .resolution(by: .module(module.name, run: run.id)))
    }
  }
}
