internal import Files
internal import Git

extension Worktrees {
  /// All linked worktrees of the repository, those in `.worktrees/` by their name.
  ///
  /// - Parameter counting: whether what differs in each is counted, which looks at every file.
  package func list(counting: Bool = false) throws(WorktreeError) -> [Worktree] {
    let layout = try layout()
    var found: [Worktree] = []
    for administration in try administrations(layout) where !isUnderConstruction(administration, layout) {
      found.append(try worktree(administration, layout, counting: counting))
    }
    return found
  }

  /// The worktree of that name; nil where there is none.
  package func find(_ name: WorktreeName, counting: Bool = false) throws(WorktreeError) -> Worktree? {
    let layout = try layout()
    guard let administration = try administration(leadingTo: layout.place(name), layout) else { return nil }
    let found = try worktree(
      administration, at: layout.place(name) + "/.git", layout, counting: counting, isOurs: true)
    return found.isStale ? nil : found
  }

  /// One worktree as its files say; what is broken there is stale and no error.
  ///
  /// - Parameters:
  ///   - gitFile: where its `.git` is, where that was just read.
  ///   - isOurs: whether what this user may not read there is an error too.
  func worktree(
    _ administration: String, at gitFile: String? = nil, _ layout: Layout, counting: Bool,
    isOurs: Bool = false
  ) throws(WorktreeError) -> Worktree {
    var file = gitFile
    if file == nil { file = try self.gitFile(of: administration, layout) }
    let known = file ?? layout.administration(administration) + "/gitdir"
    let path = known.hasSuffix("/.git") ? String(known.dropLast("/.git".count)) : known
    let head = try unbroken(path, isOurs: isOurs) { () throws(GitError) in
      try Repository.open(common).head(ofWorktree: administration)
    }
    let link = try unbroken(path, isOurs: isOurs) { () throws(GitError) in
      try WorkingTreeLink.read(path, of: layout.common)
    }
    let isWhole = link?.name == administration && head != nil
    var changes: Worktree.Changes?
    if counting, isWhole, let link {
      changes = try git(path) { () throws(GitError) in
        Worktree.Changes(try WorkingTree.open(path, link, of: layout.common).status())
      }
    }
    let name =
      path.hasPrefix(layout.folder + "/")
      ? WorktreeName(String(path.dropFirst(layout.folder.count + 1))) : nil
    return Worktree(
      name: name, path: path, administration: administration, branch: head?.branch, head: head?.commit,
      lock: lock(of: administration, layout), isStale: !isWhole, changes: changes, link: isWhole ? link : nil)
  }

  /// What is read there; nil where it is broken.
  ///
  /// Where the machine fails, nothing is known of it; nor where this user may not read what is ours. Somebody else's may
  /// be private.
  private func unbroken<Value>(
    _ path: String, isOurs: Bool, _ read: () throws(GitError) -> Value
  ) throws(WorktreeError) -> Value? {
    do throws(GitError) {
      return try read()
    } catch {
      guard error.isOfMachine || isOurs && error.isDenied else { return nil }
      throw WorktreeError(.git(error), path)
    }
  }
}
