import Git
import StateMachine

extension Project {
  /// Where a working tree stands that is to follow its branch: the commit that its files are still at.
  private static let following = "refs/gitstate/follow/"

  /// Moves a branch by compare-and-swap; where it is checked out, its files and index follow.
  ///
  /// Nothing moves where a file that would follow is changed or untracked there. A crash between the two is recorded
  /// under `refs/gitstate/follow/` and made up for by ``finishFollowing(in:)``.
  func move(
    _ ref: RefName, from old: ObjectID, to new: ObjectID, changes: [TreeChange], because reason: String,
    in repository: borrowing Repository
  ) throws {
    guard let checkout = try repository.checkout(of: ref) else {
      return try repository.move(ref, to: new, expecting: .tip(old), because: "gitstate: \(reason)")
    }
    let name = ref.branchName ?? ref.text
    guard checkout.branch == ref else {
      throw Rejection(
        .branchInUse, "A rebase or bisect of \(name) is under way in \(checkout.path); nothing was moved.",
        details: [.init("branch", .text(name)), .init("path", .text(checkout.path))],
        remedy: "Finish it there, or abort it, and call again.")
    }
    let tree = try WorkingTree.open(checkout.path, of: commonDirectory)
    let obstacles = try tree.obstacles(to: changes)
    guard obstacles.isEmpty else { throw dirty(checkout.path, obstacles, name) }
    if let hazard = try repository.hazard(
      in: repository.commit(new).tree, trusting: repository.commit(old).tree)
    {
      throw Rejection(
        .unsafeTree,
        "\(name) is checked out in \(checkout.path), and the merge is not written there: \(hazard).",
        details: [.init("path", .text(hazard.path.description))])
    }
    guard let mark = RefName(Project.following + (checkout.adminName ?? "main")) else {
      throw Rejection(.bug, "\(checkout.adminName ?? "main") is no name for a ref.")
    }
    let before = try repository.tip(of: mark)
    try repository.move(
      mark, to: old, expecting: before.map { .tip($0) } ?? .absent, because: "gitstate: follow")
    do {
      try repository.move(ref, to: new, expecting: .tip(old), because: "gitstate: \(reason)")
    } catch {
      try? repository.delete(mark, expecting: old)
      throw error
    }
    switch try tree.follow(changes) {
    case .followed: break
    case .refused(let paths): throw dirty(checkout.path, paths, name)
    }
    try repository.delete(mark, expecting: old)
  }

  func dirty(_ path: String, _ obstacles: [GitPath], _ branch: String) -> Rejection {
    let names = obstacles.map(\.description)
    return Rejection(
      .dirty,
      "\(branch) is checked out in \(path), where \(spoken(names.map { quoted($0) }, limit: 5)) \(names.count == 1 ? "is" : "are") changed or untracked and would be overwritten; nothing was moved.",
      details: [.init("path", .text(path)), .init("files", .texts(names.prefix(100)))],
      remedy: "Commit, stash or move those files, and call again.")
  }

  /// Lets working trees follow whose branch was moved by a process that was killed before their files were.
  ///
  /// A file that somebody changed since is left as it is.
  func finishFollowing(in repository: borrowing Repository) throws {
    for (mark, old) in try repository.refs(below: Project.following) {
      let name = String(mark.text.dropFirst(Project.following.count))
      let checkout = try repository.branchesCheckedOut().first { ($0.adminName ?? "main") == name }
      if let checkout, let ref = checkout.branch, let new = try repository.tip(of: ref), new != old,
        let tree = try? WorkingTree.open(checkout.path, of: commonDirectory)
      {
        let changes = try repository.changes(
          from: repository.commit(old).tree, to: repository.commit(new).tree)
        let obstacles = Set(try tree.obstacles(to: changes))
        _ = try tree.follow(changes.filter { !obstacles.contains($0.path) })
      }
      try repository.delete(mark, expecting: old)
    }
  }
}
