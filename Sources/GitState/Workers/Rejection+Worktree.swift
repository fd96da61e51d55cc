import Git
import StateMachine

extension Rejection {
  /// What kept a worktree from being made or removed, as a caller can act on it.
  init(worktree error: WorktreeError) {
    switch error.reason {
    case .bare:
      self.init(
        .bareRepository, "The repository is bare, so it has no working tree to put .worktrees into.",
        details: [.init("path", .text(error.path))],
        remedy: "Start the server in a clone of it that has one: git clone \(error.path) <folder>")
    case .redirected(let place):
      self.init(
        .unsupportedRepository, "core.worktree leads to \(quoted(place)), so no worktree is made or removed.",
        remedy: "Unset it: git config --unset core.worktree")
    case .branchAbsent(let branch):
      self.init(
        .notFound, "There is no branch \(quoted(branch.branchName ?? branch.text)).", next: .init("overview"))
    case .branchInUse(let branch, let place):
      let folder = place.split(separator: "/").last.map(String.init) ?? ""
      self.init(
        .branchInUse, "\(branch.branchName ?? branch.text) is checked out at \(place).",
        details: [.init("branch", .text(branch.branchName ?? branch.text)), .init("path", .text(place))],
        next: folder.hasPrefix("worker-")
          ? .init("list_worktrees") : nil,
        remedy: folder.hasPrefix("worker-")
          ? nil : "Check out another branch there; where that folder is gone, run `git worktree prune`.")
    case .otherBranch(let has, let wanted):
      self.init(
        .workerBusy,
        "\(error.path) is on \(has?.branchName ?? "no branch"), and \(wanted.branchName ?? wanted.text) was wanted."
      )
    case .locked(let reason):
      self.init(
        .wrongState, "\(error.path) is locked\(reason.isEmpty ? "" : ": \(quoted(reason))").",
        details: [.init("path", .text(error.path))],
        remedy: "Run `git worktree unlock \(error.path)` and call again.")
    case .nested(let paths):
      self.init(
        .dirty,
        "\(error.path) holds repositories of their own (\(spoken(paths.map { quoted($0.description) }))), which are never removed.",
        details: [.init("paths", .texts(paths.map(\.description)))],
        remedy: "Move them out of it and call again.")
    case .notOurs(let why):
      self.init(.outsideRepository, "\(error.path): \(why).", details: [.init("path", .text(error.path))])
    case .busy:
      self.init(.busy, "\(error.path) is being made or removed by another process. Calling again is safe.")
    case .tooMany(let limit):
      self.init(
        .limitOfWorktrees, "The repository has \(limit) worktrees already, the most that are served.",
        details: [.init("limit", .number(limit))], next: .init("list_worktrees"))
    case .rescue(let inner):
      self.init(rescue: inner)
      sentence = "\(error.path) was left as it is, because its work could not be kept. " + sentence
    case .git(let inner):
      self.init(git: inner)
    }
  }

  init(rescue error: RescueError) {
    switch error.reason {
    case .absent(let known):
      self.init(
        .notFound,
        "There is no rescue \(quoted(error.subject))."
          + (known.isEmpty ? "" : " The newest are \(spoken(known))."),
        details: [.init("known", .texts(known))], remedy: "`gitstate rescue list` shows all.")
    case .commitsOnly(let head):
      self.init(
        .wrongState, "Rescue \(error.subject) keeps commits and no files.",
        remedy: "Make a branch of it: git branch <name> \(head?.description ?? "")")
    case .otherTrees(let paths):
      self.init(
        .wrongState, "Rescue \(error.subject) is of \(spoken(paths)), and of no other working tree.",
        details: [.init("known", .texts(paths))])
    case .git(let inner):
      self.init(git: inner)
    }
  }
}
