internal import Files
internal import Git

/// What came of removing a worktree.
package struct WorktreeRemoval: Hashable, Sendable {
  /// False where there was nothing to remove, which is a success.
  package let removed: Bool
  /// What was in it and nowhere else; nil where nothing would have been lost.
  package let rescued: Rescue?
  /// What git ignores and so went unkept; a folder as a whole, with a `/` behind it.
  package let ignored: [String]
  /// Where something that nothing knew of was moved.
  package let setAside: [String]
}

extension Worktrees {
  /// Removes the worktree `.worktrees/<name>`; its branch stays.
  ///
  /// Whatever is staged, changed, untracked, unmerged, or committed and on no branch is rescued first. Ignored files go.
  package func remove(_ name: WorktreeName, occasion: Occasion) throws(WorktreeError) -> WorktreeRemoval {
    let layout = try layout()
    let place = layout.place(name)
    let claim = try claim("name-\(name)", layout, about: place)
    let folder = try prepare(layout)
    try sweep(name, folder, layout)
    var gone: (rescued: Rescue?, ignored: [String]) = (nil, [])
    var removed = true
    let state = try state(of: name, layout)
    switch state {
    case .absent: removed = false
    case .halfMade, .administrationAlone, .folderAlone, .torn: break
    case .whole(let administration):
      gone = try removeWhole(
        name, administration, folder, layout, because: "before \(name) was removed", occasion)
    }
    let aside = try clearRemains(state, of: name, in: folder, layout, occasion.token)
    _ = consume claim
    return WorktreeRemoval(
      removed: removed, rescued: gone.rescued, ignored: gone.ignored, setAside: aside)
  }

  /// Removes a worktree whose links agree: rescued, then out of the way at one stroke; its files go while others go on.
  ///
  /// - Returns: what was kept, and what git ignores and so was not.
  func removeWhole(
    _ name: WorktreeName, _ administration: String, _ folder: TreeFolder, _ layout: Layout,
    because reason: String,
    _ occasion: Occasion
  ) throws(WorktreeError) -> (rescued: Rescue?, ignored: [String]) {
    let place = layout.place(name)
    if let reason = lock(of: administration, layout) { throw WorktreeError(.locked(reason), place) }
    let gone = try rescue(name, administration, layout, because: reason, occasion)
    let trash = Array((Self.temporary("trash", name) + occasion.token).utf8)
    try disk(place) { () throws(FileError) in try folder.rename(Array(name.text.utf8), to: trash) }
    try removeAdministration(administration, of: name, occasion.token, layout)
    Trash.empty([trash], in: folder, moved: Library.isDurable ? [folder] : [])
    return gone
  }

  /// Keeps what would be lost with a worktree, and names what git ignores of it.
  private func rescue(
    _ name: WorktreeName, _ administration: String, _ layout: Layout, because reason: String,
    _ occasion: Occasion
  ) throws(WorktreeError) -> (rescued: Rescue?, ignored: [String]) {
    let place = layout.place(name)
    let tree = try git(place) { () throws(GitError) in try WorkingTree.open(place, of: layout.common) }
    let found: (status: WorkingTreeStatus, head: Head) = try git(place) { () throws(GitError) in
      (try tree.status(), try tree.head())
    }
    var nested = found.status.nested
    if (try? File.status(layout.administration(administration) + "/modules")) != .some(nil) {
      nested.append(GitPath("its submodules"))
    }
    guard nested.isEmpty else { throw WorktreeError(.nested(nested), place) }
    #if PLANTED_BUGS
      if Planted.isOn(.noRescue) { return (nil, found.status.ignored) }
    #endif
    let rescues = Rescues(common: layout.common)
    do throws(RescueError) {
      var rescue = try rescues.named(place) { () throws(GitError) in
        try rescues.takeUnlessClean(found.status, tree, because: reason, on: occasion)
      }
      if rescue == nil, case .detached(let tip) = found.head, try !isOnBranch(tip, rescues) {
        rescue = try rescues.keep(tip, of: nil, because: reason, on: occasion)
      }
      return (rescue, found.status.ignored)
    } catch {
      throw WorktreeError(.rescue(error), place)
    }
  }

  /// Whether some branch or tag holds a commit.
  private func isOnBranch(_ tip: ObjectID, _ rescues: Rescues) throws(RescueError) -> Bool {
    try rescues.named(tip.description) { () throws(GitError) in
      let repository = try Repository.open(common)
      for prefix in ["refs/heads/", "refs/remotes/", Rescue.prefix] {
        for (_, branch) in try repository.refs(below: prefix) {
          if branch == tip { return true }
          if try repository.kind(of: branch) == .commit, try repository.isAncestor(tip, of: branch) {
            return true
          }
        }
      }
      return false
    }
  }
}
