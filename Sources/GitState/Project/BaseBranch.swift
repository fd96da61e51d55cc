package import Git
package import StateMachine

/// The branch that work starts from and is merged into, and the one that it is landed on.
package struct BaseBranch: Sendable {
  package let name: String
  package let tip: ObjectID
  package let target: String
  /// What was done to have it, in a sentence; nil where it was there.
  package let made: String?
}

extension Project {
  /// The name of the base, by `--base`, git config `gitstate.base`, else `flow`.
  func baseName(in repository: borrowing Repository) -> String {
    Project.baseName(settings.base, in: repository)
  }

  static func baseName(_ given: String?, in repository: borrowing Repository) -> String {
    short(given ?? repository.configText("gitstate.base") ?? "flow")
  }

  /// A branch's name as people say it: `main` for `refs/heads/main`.
  static func short(_ branch: String) -> String {
    branch.hasPrefix("refs/heads/") ? String(branch.dropFirst(11)) : branch
  }

  /// Whether a branch is one of gitstate's own, which never serve as a base.
  static func isOwn(_ branch: String) -> Bool {
    ["plan/", "task/", "run/", "workflow/", "orchestration/"].contains { branch.hasPrefix($0) }
  }

  /// The ref of a base branch.
  func baseRef(_ given: String) throws -> RefName {
    let name = Project.short(given)
    guard let ref = RefName.branch(name), !name.hasPrefix("-") else {
      throw Rejection(
        .invalidName, "\(quoted(name)) is no branch name.", details: [.init("value", .text(name))])
    }
    if Project.isOwn(name) {
      throw Rejection(
        .gitstateBase, "\(name) is a branch of gitstate's own and can't be the base.",
        details: [.init("base", .text(name))],
        remedy:
          "Name the branch that work is merged into with --base, or `git config gitstate.base <branch>`.")
    }
    return ref
  }

  /// Refuses a base that is neither here nor at origin: a name mistaken would answer for another branch.
  package func expectBase(_ name: String) throws(Rejection) {
    try withRepository { repository in
      guard try repository.tip(of: baseRef(name)) == nil,
        try anyTip("origin/\(Project.short(name))", in: repository) == nil
      else { return }
      throw Rejection(
        .notFound, "There is no branch \(quoted(name)) to be the base.",
        details: [.init("base", .text(String(name.prefix(200))))],
        remedy: "Leave --base out, or make the branch: git branch \(name)")
    }
  }

  /// The base, made at HEAD's commit where it does not exist.
  ///
  /// On an unborn HEAD it starts with an empty root commit. HEAD itself is never touched.
  func base(named given: String? = nil, in repository: borrowing Repository) throws -> BaseBranch {
    let name = given.map(Project.short) ?? baseName(in: repository)
    let ref = try baseRef(name)
    let target = try targetName(base: name, in: repository)
    if let tip = try repository.tip(of: ref) {
      return BaseBranch(name: name, tip: tip, target: target, made: nil)
    }
    let start: ObjectID
    let words: String
    let origin = RefName("refs/remotes/origin/\(name)")
    switch try repository.head() {
    case _ where try origin.flatMap({ try repository.tip(of: $0) }) != nil:
      // A fresh clone: the base is there, and work has been delivered on it.
      start = try origin.flatMap { try repository.tip(of: $0) } ?? .zero
      words =
        "Branch \(name) did not exist here and was made at origin/\(name), \(start.description.prefix(12))."
    case .branch(let head, let tip):
      let from = head.branchName ?? head.text
      if Project.isOwn(from) {
        throw Rejection(
          .gitstateBase,
          "HEAD is on \(from), a branch of gitstate's own, and there is no branch \(name) to start from.",
          details: [.init("base", .text(name)), .init("head", .text(from))],
          remedy: "Check out your own branch, or name the base with --base.")
      }
      start = tip
      words = "Branch \(name) did not exist and was made at \(from), \(tip.description.prefix(12))."
    case .detached(let tip):
      throw Rejection(
        .detachedHead,
        "HEAD is detached at \(tip.description.prefix(12)), and there is no branch \(name) to start from.",
        details: [.init("base", .text(name))],
        remedy: "Name the base with --base <branch>, or make it: `git branch \(name)`.")
    case .unborn:
      let author = repository.author(at: now.seconds)
      start = try repository.writeCommit(
        tree: try repository.writeTree([]), parents: [], message: "Start \(name)\n", author: author)
      words = "The repository had no commit: branch \(name) starts with an empty root commit."
    }
    // Another process that was first made one as good.
    let theirs = try repository.make(ref, at: start, because: "gitstate: start \(name)")
    return BaseBranch(name: name, tip: theirs ?? start, target: target, made: theirs == nil ? words : nil)
  }

  /// The branch that the base is landed on: `--target`, git config `gitstate.target`, origin/HEAD's, main, master,
  /// else the branch that HEAD is on.
  func targetName(base: String, in repository: borrowing Repository) throws -> String {
    if let named = settings.target ?? repository.configText("gitstate.target") { return Project.short(named) }
    if let origin = repository.originHead() { return origin }
    for name in ["main", "master"] where name != base {
      if let ref = RefName.branch(name), try repository.tip(of: ref) != nil { return name }
    }
    switch try repository.head() {
    case .branch(let head, _), .unborn(let head):
      let name = head.branchName ?? "main"
      return Project.isOwn(name) ? "main" : name
    case .detached: return "main"
    }
  }
}
