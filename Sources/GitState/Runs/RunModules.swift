import Git
import StateMachine

extension Project {
  /// The folder of a module's worktree: `<first 8 digits of the run>-<module>`.
  func folder(of module: ModuleName, in run: Run) throws -> WorktreeName {
    guard let name = WorktreeName("\(run.short)-\(module)") else {
      throw Rejection(.invalidName, "\(quoted(module.text)) names no worktree.")
    }
    return name
  }

  /// The ref of a module's branch, whether it is there or not.
  func ref(of module: ModuleName, in run: Run) throws -> RefName {
    guard let ref = run.founding.flatMap({ RefName.branch($0.id.branch(of: module)) }) else {
      throw Rejection(.invalidName, "\(quoted(module.text)) names no branch.")
    }
    return ref
  }

  /// A module's worktree; nil where it has none, or its folder is gone.
  func findWorktree(of module: ModuleName, in run: Run) throws -> Worktree? {
    try worktrees.find(try folder(of: module, in: run)).flatMap { $0.isStale ? nil : $0 }
  }

  /// A module's worktree, which must be there.
  func worktree(of module: ModuleName, in run: Run) throws -> Worktree {
    _ = try run.module(named: module)
    guard let found = try findWorktree(of: module, in: run) else {
      throw Rejection(
        .notFound, "Module \(module) of run \(run.short) has no worktree.",
        details: [.init("module", .text(module.text))],
        next: .init("create_worktree", WorktreeHolder.module(module, run: run.id).arguments))
    }
    return found
  }

  /// The branch of a module's worktree; refused where somebody checked another one out.
  func moduleBranch(of worktree: Worktree, _ module: ModuleName, in run: Run) throws -> RefName {
    let ref = try ref(of: module, in: run)
    let name = ref.branchName ?? ref.text
    guard let present = worktree.branch, present == ref else {
      throw Rejection(
        .wrongState,
        "\(worktree.relativePath) is on \(worktree.branch.map { quoted($0.branchName ?? $0.text) } ?? "no branch"), and module \(module) is worked on on \(name); nothing was changed.",
        details: [
          .init("path", .text(worktree.path)), .init("branch", .text(name)),
          .init("present", .text(worktree.branch?.branchName ?? "detached")),
        ], remedy: "Switch back: git -C \(worktree.path) switch \(name)")
    }
    return ref
  }
}

extension RunModule {
  /// Whether its branch, now that it is gone, took work with it that is not on the base.
  var isLost: Bool { isRemoved ? removal?.fact.rescue != nil : merge == nil }

  /// That its branch is gone and its work not on the base, and what holds it.
  func loss(from base: String) -> String {
    let rescue = removal?.fact.rescue.map { "; rescue \($0) holds it" } ?? ""
    return "Module \(name) has no branch any more, and its work is not on \(base)\(rescue)."
  }
}

extension Run {
  /// Its id, as calls name it.
  var id: String { founding?.id.text ?? "" }
}
