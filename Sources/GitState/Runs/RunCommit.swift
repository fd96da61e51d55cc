import Git
import StateMachine

/// What a run changed in its own working tree, committed.
struct RunCommit {
  /// nil where nothing was to commit.
  let commit: ObjectID?
  let files: [GitPath]
  /// Files that stood uncommitted before the run began and are as they were: nobody asked for them.
  let left: [GitPath]
}

extension Project {
  /// The files that differ from HEAD in the run's working tree and that the run changed.
  func uncommittedChanges(of run: Run, in repository: borrowing Repository) throws -> [GitPath] {
    guard let beginning = try beginning(of: run, in: repository),
      let place = try? trees(of: run, in: repository).first,
      let tree = try? WorkingTree.open(place.path, of: commonDirectory)
    else { return [] }
    return try tree.stageChanges { (path, version) throws(GitError) in
      if path.isInWorktrees { return false }
      return try repository.entry(at: path, in: beginning) != version
    }.changed
  }

  /// Commits what changed in the run's working tree since its checkpoint 0, and nothing that stood there before.
  ///
  /// HEAD must be on the run's base there, with no merge under way.
  func commitChanges(
    of run: Run, message: String, in repository: borrowing Repository
  ) throws -> RunCommit {
    guard let place = try trees(of: run, in: repository).first else {
      throw Rejection(.bug, "Run \(run.short) has no working tree.")
    }
    guard place.branch?.branchName == run.founding?.base else {
      let base = run.founding?.base ?? ""
      throw Rejection(
        place.branch == nil ? .detachedHead : .wrongState,
        "\(place.path) is on \(place.branch.map { quoted($0.branchName ?? $0.text) } ?? "no branch"), and the base of run \(run.short) is \(base); nothing was committed.",
        details: [
          .init("path", .text(place.path)), .init("base", .text(base)),
          .init("present", .text(place.branch?.branchName ?? "detached")),
        ], remedy: "Switch back and call again: git -C \(place.path) switch \(base)")
    }
    guard let beginning = try beginning(of: run, in: repository) else {
      throw Rejection(
        .notFound,
        "Checkpoint 0 of run \(run.short) is gone, so what the run changed can't be told; nothing was committed.",
        details: [.init("task_id", .text(run.id))],
        remedy: "Commit with git yourself, and call again with commit or commit_changes false.")
    }
    return try inTurn(in: repository) { () throws -> RunCommit in
      try refuseUnfollowed(place.adminName, at: place.path, in: repository)
      let tree = try WorkingTree.open(place.path, of: commonDirectory)
      if let begun = tree.underway().first {
        throw Rejection(
          .wrongState,
          "Something was begun in \(place.path) and not finished (\(begun)); nothing was committed.",
          details: [.init("path", .text(place.path))],
          remedy: "Finish or abort it there with git, and call again.")
      }
      let staged = try tree.stageChanges { (path, version) throws(GitError) in
        if path.isInWorktrees { return false }
        return try repository.entry(at: path, in: beginning) != version
      }
      let committed = try tree.commit(
        staged, message: message, author: repository.author(at: now.seconds))
      return RunCommit(commit: committed, files: staged.changed, left: staged.left)
    }
  }

  /// The tree of all files as they were when the run began; nil where its checkpoint 0 is gone.
  private func beginning(of run: Run, in repository: borrowing Repository) throws -> ObjectID? {
    guard let fact = run[checkpoint: 0]?.fact, let id = ObjectID(fact.sha),
      let found = try? repository.commit(id),
      let value = SnapshotMessage.value(of: found, kind: "checkpoint"),
      let first = SnapshotTree.all(of: found, value).first
    else { return nil }
    return try repository.commit(first.commit).tree
  }
}

extension GitPath {
  /// Whether it lies where worktrees are made: of no branch, whether git ignores it yet or not.
  fileprivate var isInWorktrees: Bool { bytes.starts(with: ".worktrees/".utf8) }
}
