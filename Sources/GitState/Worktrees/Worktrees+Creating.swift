internal import Files
package import Git

/// What came of asking for a worktree.
package struct WorktreeCreation: Hashable, Sendable {
  package let worktree: Worktree
  /// Whether it was there already, on that branch: then nothing in it was touched.
  package let reused: Bool
  /// What was there before and was replaced; nil where nothing would have been lost.
  package let rescued: Rescue?
  /// What git ignores and so went unkept with what was replaced; a folder as a whole, with a `/` behind it.
  package let ignored: [String]
  /// Ignored files of the main working tree that `.worktreeinclude` names: which were copied, which not.
  package let included: IncludedFiles
  /// Files whose attributes name a program or an encoding (`filter=lfs`): written as they are stored.
  package let filtersSkipped: [GitPath: String]
  /// Folders of submodules, which are empty.
  package let submodules: [GitPath]
  /// Where something that stood in the way, and that nothing knew of, was moved.
  package let setAside: [String]
}

extension Worktrees {
  /// What to do where the worktree is there on another branch.
  package enum Replacing: Hashable, Sendable {
    case never
    /// It is rescued and removed first.
    case otherBranch
    /// The same, but only while it is on that branch: what the caller looked at before it decided.
    case only(RefName?)

    func allows(_ present: RefName?) -> Bool {
      switch self {
      case .never: false
      case .otherBranch: true
      case .only(let judged): judged == present
      }
    }
  }

  /// Makes the worktree `.worktrees/<name>` with that branch checked out.
  ///
  /// A branch is checked out once: a second worktree for it is refused, whatever its name. What an earlier, killed call
  /// left is completed or set aside. Cancelled or failed, it leaves nothing behind.
  package func create(
    _ name: WorktreeName, on branch: RefName, replacing: Replacing = .never, occasion: Occasion,
    watched watch: Watch = .none
  ) throws(WorktreeError) -> WorktreeCreation {
    let layout = try layout()
    let place = layout.place(name)
    let claim = try claim("name-\(name)", layout, about: place)
    let folder = try prepare(layout)
    try sweep(name, folder, layout)
    var gone: (rescued: Rescue?, ignored: [String]) = (nil, [])
    let state = try state(of: name, layout)
    switch state {
    case .absent, .halfMade, .administrationAlone, .folderAlone, .torn: break
    case .whole(let administration):
      try finish(administration, layout)
      let present = try worktree(administration, layout, counting: false)
      if present.branch == branch {
        _ = consume claim
        return WorktreeCreation(
          worktree: present, reused: true, rescued: nil, ignored: [], included: IncludedFiles(),
          filtersSkipped: [:],
          submodules: [], setAside: [])
      }
      guard replacing.allows(present.branch) else {
        throw WorktreeError(.otherBranch(has: present.branch, wanted: branch), place)
      }
      // Nothing is removed for a branch that can't be had afterwards.
      try ensureFree(branch, for: name, layout, occasion)
      gone = try removeWhole(
        name, administration, folder, layout, because: "before \(name) took another branch", occasion)
    }
    let aside = try clearRemains(state, of: name, in: folder, layout, occasion.token)
    let made = try build(name, branch, folder, layout, occasion, watch)
    _ = consume claim
    return WorktreeCreation(
      worktree: try worktree(made.administration, layout, counting: false), reused: false,
      rescued: gone.rescued,
      ignored: gone.ignored,
      included: made.included, filtersSkipped: made.written.unfiltered, submodules: made.written.submodules,
      setAside: aside)
  }

  private struct Built {
    let administration: String
    let written: WrittenTree
    let included: IncludedFiles
  }

  private func build(
    _ name: WorktreeName, _ branch: RefName, _ folder: TreeFolder, _ layout: Layout, _ occasion: Occasion,
    _ watch: Watch
  ) throws(WorktreeError) -> Built {
    let place = layout.place(name)
    let tip: ObjectID? = try git(place) { () throws(GitError) in try Repository.open(common).tip(of: branch) }
    guard let tip else { throw WorktreeError(.branchAbsent(branch), place) }
    let checkout = try git(place) { () throws(GitError) -> TreeCheckout in
      let tree = try Repository.open(common).commit(tip).tree
      return try TreeCheckout(tree, of: common)
    }
    let administration = try reserve(name, branch, layout, occasion)
    let temporary = Self.temporary("new", name) + occasion.token
    let path = "\(layout.folder)/\(temporary)"
    do throws(WorktreeError) {
      let gitDirectory = layout.administration(administration)
      try disk(place) { () throws(FileError) in
        try folder.makeFolder(Array(temporary.utf8))
        try folder.folder(Array(temporary.utf8)).write(
          Array(".git".utf8), Array("gitdir: \(gitDirectory)\n".utf8))
      }
      let written = try git(place) { () throws(GitError) in
        try checkout.write(into: path, gitDirectory: gitDirectory, watched: watch)
      }
      let included = try git(place) { () throws(GitError) in
        try WorkingTree.open(layout.root, of: layout.common).copyIncluded(into: path)
      }
      try disk(place) { () throws(FileError) in
        try folder.rename(Array(temporary.utf8), to: Array(name.text.utf8))
      }
      try finish(administration, layout)
      return Built(administration: administration, written: written, included: included)
    } catch {
      _ = try? TreeRemoval.remove(Array(temporary.utf8), in: folder)
      try? removeAdministration(administration, of: name, occasion.token, layout)
      throw error
    }
  }

  /// Puts the administrative folder in place, complete, and with it takes the branch.
  private func reserve(
    _ name: WorktreeName, _ branch: RefName, _ layout: Layout, _ occasion: Occasion
  ) throws(WorktreeError) -> String {
    let place = layout.place(name)
    let turn = try claim("branches", layout, about: place)
    try checkFree(branch, for: name, layout, occasion)
    let taken = try administrations(layout)
    guard taken.count < Self.limit else { throw WorktreeError(.tooMany(limit: Self.limit), place) }
    // A worktree that a person made elsewhere may have the name.
    var administration = name.text
    var number = 1
    while taken.contains(administration) {
      number += 1
      administration = "\(name)-\(number)"
    }
    let staged = Self.temporary("new", name) + occasion.token
    let files = [
      ("HEAD", "ref: \(branch)\n"), ("commondir", "../..\n"), ("gitdir", "\(place)/.git\n"),
      ("locked", Self.underConstruction),
    ]
    var isPlaced = false
    defer {
      if !isPlaced, let staging = try? TreeFolder(layout.staging) {
        _ = try? TreeRemoval.remove(Array(staged.utf8), in: staging)
      }
    }
    try disk(place) { () throws(FileError) in
      try Folder.ensure("gitstate/staging/\(staged)", in: layout.common)
      // Not fsynced, as the worktree's own files are not: what a power cut tears is known by how its files end.
      for (file, text) in files {
        let permissions = file == "locked" ? Self.markPermissions : 0o666
        try File.create("\(layout.staging)/\(staged)/\(file)", Array(text.utf8), permissions: permissions)
      }
      try put("\(layout.staging)/\(staged)", at: administration, layout)
    }
    isPlaced = true
    _ = consume turn
    return administration
  }

  /// Renames an administrative folder into its place; git removes the folder around it whenever that is empty.
  private func put(_ staged: String, at administration: String, _ layout: Layout) throws(FileError) {
    var attempts = 0
    while true {
      do throws(FileError) {
        try Folder.ensure("worktrees", in: layout.common)
        return try File.rename(staged, to: layout.administration(administration))
      } catch {
        guard case .absent = error.reason, attempts < 8 else { throw error }
        attempts += 1
      }
    }
  }

  /// Makes sure that a branch may be checked out here.
  private func ensureFree(
    _ branch: RefName, for name: WorktreeName, _ layout: Layout, _ occasion: Occasion
  ) throws(WorktreeError) {
    let place = layout.place(name)
    let tip: ObjectID? = try git(place) { () throws(GitError) in try Repository.open(common).tip(of: branch) }
    guard tip != nil else { throw WorktreeError(.branchAbsent(branch), place) }
    let turn = try claim("branches", layout, about: place)
    try checkFree(branch, for: name, layout, occasion)
    _ = consume turn
  }

  private func checkFree(
    _ branch: RefName, for name: WorktreeName, _ layout: Layout, _ occasion: Occasion
  ) throws(WorktreeError) {
    let place = layout.place(name)
    let users = try git(place) { () throws(GitError) in
      try Repository.open(common).branchesCheckedOut().filter {
        $0.branch == branch || $0.suspended == branch
      }
    }
    for user in users {
      if let stale = user.adminName, try clearStale(stale, layout, occasion) { continue }
      guard let administration = user.adminName, isUnderConstruction(administration, layout),
        let other = try gitFile(of: administration, layout)?.dropLast("/.git".count).split(separator: "/")
          .last
          .flatMap({ WorktreeName(String($0)) }), other != name
      else { throw WorktreeError(.branchInUse(branch, at: user.path), place) }
      // Half made: by a process that is at it, or by one that is gone.
      let claim = try disk(place) { () throws(FileError) -> TreeClaim? in
        try TreeClaim.take("\(layout.claims)/name-\(other)", waitingAtMost: 0)
      }
      guard let claim else { throw WorktreeError(.branchInUse(branch, at: user.path), place) }
      if case .halfMade(let administration) = try state(of: other, layout) {
        try removeAdministration(administration, of: other, occasion.token, layout)
      } else {
        throw WorktreeError(.branchInUse(branch, at: user.path), place)
      }
      _ = consume claim
    }
  }

  /// Sets aside what is known of a worktree of ours whose folder somebody removed: it holds its branch no more.
  ///
  /// - Returns: whether it was one; a locked one, or one that stands elsewhere, is left.
  private func clearStale(
    _ administration: String, _ layout: Layout, _ occasion: Occasion
  ) throws(WorktreeError) -> Bool {
    guard let file = try gitFile(of: administration, layout), file.hasPrefix(layout.folder + "/"),
      let name = WorktreeName(
        String(file.dropFirst(layout.folder.count + 1).dropLast("/.git".utf8.count))),
      !isUnderConstruction(administration, layout), lock(of: administration, layout) == nil
    else { return false }
    let place = layout.place(name)
    guard try disk(place, { () throws(FileError) in try File.status(place) }) == nil else { return false }
    let claim = try disk(place) { () throws(FileError) -> TreeClaim? in
      try TreeClaim.take("\(layout.claims)/name-\(name)", waitingAtMost: 0)
    }
    guard let claim else { return false }
    _ = try setAside(administration: administration, of: name, occasion.token, layout)
    _ = consume claim
    return true
  }

  /// Takes away the mark of a worktree under construction: its files are all there.
  func finish(_ administration: String, _ layout: Layout) throws(WorktreeError) {
    guard isUnderConstruction(administration, layout) else { return }
    let path = layout.administration(administration)
    try disk(path) { () throws(FileError) in _ = try File.remove(path + "/locked") }
  }
}
