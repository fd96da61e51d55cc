import Files
import Git
import StateMachine

extension Project {
  /// Moves a branch by compare-and-swap; where it is checked out, its files and index follow.
  ///
  /// Nothing moves where a file that would follow is changed or untracked there. A crash between the two is recorded
  /// under `refs/gitstate/follow/` and made up for by ``finishFollowing(in:)``.
  ///
  /// - Returns: what of the files could not follow, in sentences; mostly none.
  func move(
    _ ref: RefName, from old: ObjectID, to new: ObjectID, changes: [TreeChange], because reason: String,
    in repository: borrowing Repository
  ) throws -> [String] {
    let reason = "gitstate: \(reason)"
    guard let checkout = try repository.checkout(of: ref) else {
      try repository.move(ref, to: new, expecting: .tip(old), because: reason)
      return []
    }
    let name = ref.branchName ?? ref.text
    guard checkout.branch == ref else {
      throw Rejection(
        .branchInUse, "A rebase or bisect of \(name) is under way in \(checkout.path); nothing was moved.",
        details: [.init("branch", .text(name)), .init("path", .text(checkout.path))],
        remedy: "Finish it there, or abort it, and call again.")
    }
    // A worktree whose folder is gone has no file to lose; were it only unmounted, its files follow later.
    guard isThere(checkout.path) else {
      _ = try swap(ref, .tip(old), new, reason, following: checkout.adminName, at: old, in: repository)
      return []
    }
    let tree = try WorkingTree.open(checkout.path, of: commonDirectory)
    let obstacles = try tree.obstacles(to: changes)
    guard obstacles.isEmpty else { throw dirty(checkout.path, obstacles, name) }
    try refuseHazard(in: new, trusting: old, name, at: checkout.path, in: repository)
    try refuseHeldIndex(of: tree, in: repository)
    let mark = try swap(ref, .tip(old), new, reason, following: checkout.adminName, at: old, in: repository)
    return try follow(changes, in: tree, unmarking: mark, at: old, in: repository)
  }

  /// Makes a branch that is not there yet; where the main working tree waits for it with an unborn HEAD, its files come along.
  func start(
    _ ref: RefName, at tip: ObjectID, _ changes: [TreeChange], because reason: String,
    in repository: borrowing Repository
  ) throws -> [String] {
    let reason = "gitstate: \(reason)"
    let unborn = try repository.isBare ? nil : repository.head()
    guard case .unborn(ref) = unborn, let path = workingDirectory else {
      try repository.move(ref, to: tip, expecting: .absent, because: reason)
      return []
    }
    let name = ref.branchName ?? ref.text
    let tree = try WorkingTree.open(path, of: commonDirectory)
    let obstacles = try tree.obstacles(to: changes)
    guard obstacles.isEmpty else { throw dirty(path, obstacles, name) }
    try refuseHazard(in: tip, trusting: nil, name, at: path, in: repository)
    try refuseHeldIndex(of: tree, in: repository)
    // The files are at no commit yet; one without files says so.
    let nothing = try repository.writeCommit(
      tree: try repository.writeTree([]), parents: [], message: "No files yet\n",
      author: repository.author(at: now.seconds))
    let mark = try swap(ref, .absent, tip, reason, following: nil, at: nothing, in: repository)
    return try follow(changes, in: tree, unmarking: mark, at: nothing, in: repository)
  }

  func dirty(_ path: String, _ obstacles: [GitPath], _ branch: String) -> Rejection {
    let names = obstacles.map(\.description)
    return Rejection(
      .dirty,
      "\(branch) is checked out in \(path), where \(spoken(names.map { quoted($0) }, limit: 5)) \(names.count == 1 ? "is" : "are") changed or untracked and would be overwritten; nothing was moved.",
      details: [.init("path", .text(path)), .init("files", .texts(names.prefix(100)))],
      remedy: "Commit, stash or move those files, and call again.")
  }

  private func refuseHazard(
    in new: ObjectID, trusting old: ObjectID?, _ name: String, at path: String,
    in repository: borrowing Repository
  ) throws {
    let known = try old.map { try repository.commit($0).tree }
    guard let hazard = try repository.hazard(in: repository.commit(new).tree, trusting: known) else { return }
    throw Rejection(
      .unsafeTree,
      "\(name) is checked out in \(path), and the merge is not written there: \(hazard).",
      details: [.init("path", .text(hazard.path.description))])
  }

  /// Refuses while another program writes the index, because the files could not follow then.
  func refuseHeldIndex(of tree: borrowing WorkingTree, in repository: borrowing Repository) throws {
    let lock = tree.gitDirectory + "/index.lock"
    guard try repository.isHeld(lock) else { return }
    throw GitError(.locked, function: "open", subject: lock, message: repository.account(ofLock: lock))
  }

  /// Moves the branch, and notes down before it does that a working tree is to follow.
  ///
  /// - Returns: the mark that was made; nil where an older one stands, which says more.
  private func swap(
    _ ref: RefName, _ before: Expectation, _ new: ObjectID, _ reason: String,
    following administration: String?, at old: ObjectID, in repository: borrowing Repository
  ) throws -> RefName? {
    let mark = try followMark(administration)
    var isMade = false
    do {
      try repository.move(ref, to: new, expecting: before, because: reason) { () throws(GitError) in
        guard try repository.tip(of: mark) == nil else { return }
        try repository.move(mark, to: old, expecting: .absent, because: "gitstate: follow")
        isMade = true
      }
    } catch {
      if isMade { try? repository.delete(mark, expecting: old) }
      throw error
    }
    return isMade ? mark : nil
  }

  func isThere(_ path: String) -> Bool { (try? File.status(path)) != .some(nil) }
}
