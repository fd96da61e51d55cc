import Files
import Git
package import StateMachine

/// What sync_worktree did.
package struct SyncedWorktree: Sendable {
  package enum Way: String, Sendable {
    /// The branch had all of the base.
    case current
    case merged
    /// Files with markers are to be resolved in the worktree.
    case conflicted
    case aborted
  }

  package let way: Way
  package let branch: String
  package let base: String
  package let commit: String?
  package let files: [String]
  package let conflicts: [Rejection.Detail]
  package let rescued: Rescue?
  /// What did not go as it should, in sentences; mostly none.
  package var notes: [String] = []
}

extension Project {
  /// The rescue with which a merge in a worktree began, under that worktree's name: what abort goes back to.
  static let syncing = "refs/gitstate/sync/"

  /// Merges the base into a worktree's branch, in its worktree.
  ///
  /// A conflict is left there as git leaves one.
  package func syncWorktree(_ holder: WorktreeHolder, abort: Bool = false) throws(Rejection)
    -> SyncedWorktree
  {
    try withRepository { repository in
      let held = try held(by: holder, in: repository)
      let worktree = held.worktree
      if abort { return try abortSync(worktree, held.branch, held.base, in: repository) }
      return try inTurn(in: repository) { () throws -> SyncedWorktree in
        do {
          try refuseUnfollowed(worktree.administration, at: worktree.relativePath, in: repository)
          return try sync(worktree, held.branch, held.base, holder, in: repository)
        } catch var rejection as Rejection {
          if rejection.code == .dirty {
            rejection.next = .init(
              "commit_task",
              holder.arguments + [.init("summary", .text("Work before \(held.base) comes in"))])
          }
          throw rejection
        }
      }
    }
  }

  private func sync(
    _ worktree: Worktree, _ branch: RefName, _ base: String, _ holder: WorktreeHolder,
    in repository: borrowing Repository
  ) throws -> SyncedWorktree {
    let name = branch.branchName ?? branch.text
    let tree = try worktree.opened(of: commonDirectory)
    if try isCutShort(worktree, tree, in: repository) {
      // As it was before, whatever of the merge is there already; then it begins again.
      _ = try abortSync(worktree, branch, base, in: repository)
    }
    if let merging = try tree.mergeState() {
      let status = try tree.status()
      throw Rejection(
        .unresolved,
        "A merge is under way in \(worktree.relativePath), with \(counted(status.conflicted.count, "file")) in conflict. Resolve and commit_task, or abort.",
        details: [
          .init("merging", .texts(merging.heads.map(\.description))),
          .init("files", .texts(status.conflicted.map(\.description))),
        ],
        next: .resolution(by: holder))
    }
    if let begun = tree.underway().first {
      throw Rejection(
        .wrongState,
        "Something was begun in \(worktree.relativePath) and not finished (\(begun)); nothing was merged.",
        details: [.init("worktree_path", .text(worktree.relativePath)), .init("underway", .text(begun))],
        remedy: "Finish or abort it there with git, and call again.")
    }
    guard let baseRef = RefName.branch(base), let theirs = try repository.tip(of: baseRef),
      let ours = try repository.tip(of: branch)
    else {
      throw Rejection(.notFound, "There is no branch \(quoted(base)).", details: [.init("base", .text(base))])
    }
    func synced(
      _ way: SyncedWorktree.Way, _ commit: ObjectID, _ files: [TreeChange], _ notes: [String] = []
    ) -> SyncedWorktree {
      SyncedWorktree(
        way: way, branch: name, base: base, commit: commit.description,
        files: files.map { $0.path.description }, conflicts: [], rescued: nil, notes: notes)
    }
    if try repository.isAncestor(theirs, of: ours) { return synced(.current, ours, []) }
    let options = MergeOptions(ourLabel: name, theirLabel: base, materializes: true)
    let message = "Merge \(base) into \(name)\n"
    switch try repository.merge(
      ours: ours, theirs: theirs, base: .commits(try repository.mergeBases(ours, theirs)), options: options)
    {
    case .clean(let merged, let changed):
      let commit = try repository.writeCommit(
        tree: merged, parents: [ours, theirs], message: message, author: repository.author(at: now.seconds))
      let notes = try move(
        branch, from: ours, to: commit, changes: changed, because: "merge \(base)", in: repository)
      return synced(.merged, commit, changed, notes)
    case .conflicted(let merge):
      return try leave(merge, theirs, message, worktree, name, base, in: repository)
    case .unusable:
      throw Rejection(.bug, "A merge without resolutions was refused for them.")
    }
  }

  /// Leaves a conflict in a worktree: files with markers, stages in the index, MERGE_HEAD.
  private func leave(
    _ merge: ConflictedMerge, _ theirs: ObjectID, _ message: String, _ worktree: Worktree, _ name: String,
    _ base: String, in repository: borrowing Repository
  ) throws -> SyncedWorktree {
    let tree = try worktree.opened(of: commonDirectory)
    let conflicted = Set(merge.conflicts.map(\.path))
    var files: [ConflictedFile] = []
    for conflict in merge.conflicts {
      var content: (mode: EntryMode, bytes: [UInt8])?
      if let shown = conflict.shown, shown.mode != .submodule {
        content = (shown.mode, try conflict.text ?? repository.read(.blob, shown.id))
      }
      files.append(
        ConflictedFile(
          path: conflict.path, base: conflict.base, ours: conflict.ours, theirs: conflict.theirs,
          content: content))
    }
    let changes = merge.changed.filter { !conflicted.contains($0.path) }
    let obstacles = try tree.obstacles(to: merge.changed)
    guard obstacles.isEmpty else { throw dirty(worktree.relativePath, obstacles, name) }
    if let merged = merge.tree, let head = worktree.head,
      let hazard = try repository.hazard(in: merged, trusting: repository.commit(head).tree)
    {
      throw Rejection(.unsafeTree, "\(base) holds a name that is never written to disk: \(hazard).")
    }
    try refuseHeldIndex(of: tree, in: repository)
    try rememberSync(worktree, in: repository)
    // Said before the files are: a killed call leaves a merge that abort undoes, never files that nothing explains.
    try tree.begin(MergeUnderway(heads: [theirs], message: Self.unwritten))
    switch try tree.follow(changes, leaving: files) {
    case .followed: try tree.begin(MergeUnderway(heads: [theirs], message: message))
    case .refused(let paths):
      try tree.endMerge()
      throw dirty(worktree.relativePath, paths, name)
    }
    return SyncedWorktree(
      way: .conflicted, branch: name, base: base, commit: nil, files: changes.map { $0.path.description },
      conflicts: merge.conflicts.map { $0.detail }, rescued: nil)
  }

  /// The message of a merge of which not all files are written yet.
  private static let unwritten = "Not all files of this merge are there yet: call sync_worktree again.\n"

  /// Whether sync_worktree was killed there before it had written what is to be resolved: to commit that would leave out the base's
  /// work.
  func isCutShort(
    _ worktree: Worktree, _ tree: borrowing WorkingTree, in repository: borrowing Repository
  ) throws -> Bool {
    try tree.mergeState()?.message == Self.unwritten && begunSync(worktree, in: repository) != nil
  }

  /// Gives a merge up: index and files as they were when it began, what was done since rescued.
  private func abortSync(
    _ worktree: Worktree, _ branch: RefName, _ base: String, in repository: borrowing Repository
  ) throws -> SyncedWorktree {
    let tree = try worktree.opened(of: commonDirectory)
    var merging = try tree.mergeState() != nil
    let begun = try begunSync(worktree, in: repository)
    // An abort that was killed may have taken MERGE_HEAD away and not yet the index's stages.
    if !merging, begun != nil { merging = try !tree.status().conflicted.isEmpty }
    guard merging, let name = worktree.name, let (start, rescue) = begun else {
      // One that was killed may have given it up already, and not come to forget it.
      if !merging, begun != nil, let name = worktree.name { try forgetSync(name, in: repository) }
      throw Rejection(
        .noMerge,
        merging
          ? "The merge in \(worktree.relativePath) was not begun by sync_worktree."
          : "No merge is under way in \(worktree.relativePath).",
        details: [.init("worktree_path", .text(worktree.relativePath))],
        next: merging ? nil : .init("list_worktrees"),
        remedy: merging ? "Give it up with git itself: git -C \(worktree.path) merge --abort" : nil)
    }
    guard let rescue else {
      throw Rejection(.notFound, "The state before the merge, \(start), is no rescue any more.")
    }
    let restored = try rescues.restore(
      rescue.id, into: worktree.path, because: "before the merge in \(name) was given up",
      on: occasion(in: repository))
    try tree.endMerge()
    try forgetSync(name, in: repository)
    return SyncedWorktree(
      way: .aborted, branch: branch.branchName ?? branch.text, base: base, commit: worktree.head?.description,
      files: [],
      conflicts: [], rescued: restored.rescued)
  }

  /// The state before the merge that sync_worktree began here; nil where it began none, or the branch has moved on since.
  private func begunSync(
    _ worktree: Worktree, in repository: borrowing Repository
  ) throws -> (start: ObjectID, rescue: Rescue?)? {
    guard let name = worktree.name, let mark = RefName(Project.syncing + name.text),
      let start = try repository.tip(of: mark),
      try repository.commit(start).parents.first == worktree.head
    else { return nil }
    return (start, try rescues.list().first { $0.commit == start })
  }

  private func rememberSync(_ worktree: Worktree, in repository: borrowing Repository) throws {
    guard let name = worktree.name, let mark = RefName(Project.syncing + name.text) else { return }
    let rescue = try rescues.take(
      of: worktree.path, because: "before a merge into \(name)", on: occasion(in: repository))
    let before = try repository.tip(of: mark)
    try repository.move(
      mark, to: rescue.commit, expecting: before.map { .tip($0) } ?? .absent, because: "gitstate: sync")
  }

  /// The merge that began in a worktree is over.
  ///
  /// The rescue that it began with stays, unless nothing stood uncommitted then: HEAD has all of that.
  func forgetSync(_ name: WorktreeName, in repository: borrowing Repository) throws {
    guard let mark = RefName(Project.syncing + name.text), let tip = try repository.tip(of: mark) else {
      return
    }
    if let rescue = try rescues.list().first(where: { $0.commit == tip }), rescue.files == 0 {
      try repository.delete(rescue.ref, expecting: tip)
    }
    try repository.delete(mark, expecting: tip)
  }
}
