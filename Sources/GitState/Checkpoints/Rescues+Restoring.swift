package import Git

/// What a rescue holds, for a person or an agent who wonders whether it is the one.
package struct RescueContents: Hashable, Sendable {
  package struct File: Hashable, Sendable {
    package let path: GitPath
    /// Bytes; nil where the file was deleted.
    package let size: Int?
  }

  package let rescue: Rescue
  /// What differs from the HEAD of its time, sorted by path.
  package let files: [File]
  /// Bytes in all.
  package let size: Int
}

/// What came of restoring a rescue.
package struct RestoredRescue: Hashable, Sendable {
  package let rescue: Rescue
  /// The present that was there before; nil where it was clean.
  package let rescued: Rescue?
  package let written: Int
  package let removed: Int
  /// Whether the branch was gone and was made again at the commit of the rescue.
  package let branchRemade: Bool

  /// False where everything was as the rescue has it: then nothing was touched, and nothing rescued.
  package let changed: Bool
}

extension Rescues {
  /// All rescues, oldest first.
  package func list() throws(RescueError) -> [Rescue] {
    try named(common) { () throws(GitError) in
      let repository = try Repository.open(common)
      var found: [Rescue] = []
      for (ref, tip) in try repository.refs(below: Rescue.prefix) {
        if let rescue = Rescue(ref, try repository.commit(tip)) { found.append(rescue) }
      }
      return found.sorted { $0.isOlder(than: $1) }
    }
  }

  /// The rescue of that id, full ref name or commit.
  package func find(_ id: String) throws(RescueError) -> Rescue {
    let all = try list()
    if let found = all.first(where: { $0.id == id || $0.ref.text == id || $0.commit.description == id }) {
      return found
    }
    throw RescueError(.absent(known: all.suffix(5).reversed().map(\.id)), String(id.prefix(80)))
  }

  /// What a rescue holds, in files that differ from the HEAD of its time.
  package func contents(of id: String) throws(RescueError) -> RescueContents {
    let rescue = try find(id)
    return try named(rescue.id) { () throws(GitError) in
      let repository = try Repository.open(common)
      let files = try SnapshotTree.files(of: rescue.trees, in: repository)
      return RescueContents(rescue: rescue, files: files, size: files.reduce(0) { $0 + ($1.size ?? 0) })
    }
  }

  /// Makes index and files of a working tree those of a rescue, byte for byte.
  ///
  /// The present is rescued first, with every ignored file that would be overwritten, so restoring that one undoes it.
  /// HEAD and its branch stay where they are; a branch that is gone, and that HEAD is on, is made again. Where all is
  /// as the rescue has it, nothing is touched and nothing is rescued.
  ///
  /// - Parameter reason: why the present is rescued, in a few words; nil to name the rescue that comes back.
  package func restore(
    _ id: String, into path: String, because reason: String? = nil, on occasion: Occasion
  ) throws(RescueError) -> RestoredRescue {
    let rescue = try find(id)
    let snapshot = try snapshot(of: rescue, for: path)
    return try named(path) { () throws(GitError) in
      let tree = try WorkingTree.open(path, of: common)
      let reason = reason ?? "before \(rescue.id) was restored"
      var remade = false
      if case .unborn(let branch) = try tree.head(), branch == snapshot.branch, let head = snapshot.head {
        try tree.repository.move(branch, to: head, expecting: .absent, because: "restore \(rescue.id)")
        remade = true
      }
      var parts = try tree.snapshot(by: occasion.author)
      let plan = try tree.plan(restoring: snapshot.commit, over: parts)
      if !plan.unseen.isEmpty { parts = try tree.snapshot(with: plan.unseen, by: occasion.author) }
      if !remade, try tree.isAs(snapshot.commit, parts) {
        return RestoredRescue(
          rescue: rescue, rescued: nil, written: 0, removed: 0, branchRemade: false, changed: false)
      }
      let kept =
        parts.isClean ? nil : try keep(parts, of: path, because: reason, on: occasion, in: tree.repository)
      let (written, removed) = try tree.restore(plan)
      return RestoredRescue(
        rescue: rescue, rescued: kept, written: written, removed: removed, branchRemade: remade,
        changed: true)
    }
  }

  /// What a rescue has for a working tree: of several, the one that it took of it.
  private func snapshot(of rescue: Rescue, for path: String) throws(RescueError) -> SnapshotTree {
    guard let first = rescue.trees.first else {
      throw RescueError(.commitsOnly(head: rescue.head), rescue.id)
    }
    if rescue.trees.count == 1 { return first }
    let place = try named(path) { () throws(GitError) in
      SnapshotTree.relative(path, to: try Repository.open(common).workingDirectory)
    }
    if let own = rescue.trees.first(where: { $0.path == place }) { return own }
    throw RescueError(.otherTrees(rescue.trees.map(\.path)), rescue.id)
  }
}
