internal import Synchronization

/// The objects of a snapshot of one working tree, before a commit and a ref hold them together.
package struct SnapshotParts: Sendable {
  /// Every tracked file and every untracked, not ignored one, as it is on disk.
  package let tree: ObjectID
  /// A commit whose tree holds the index and what belongs to a merge that is under way.
  package let state: ObjectID
  package let head: Head
  /// What differs from HEAD in `tree`, sorted.
  package let changed: [GitPath]
  /// Whether index, files and merge are all as HEAD has them.
  package let isClean: Bool
  /// Other repositories in untracked folders: not in the snapshot.
  package let nested: [GitPath]
  /// Files whose attributes ask for a program or an encoding that is not served: stored as they are.
  package let unfiltered: [GitPath]
  /// The bytes of files that the tree holds otherwise, because they are converted on their way.
  let verbatim: [GitPath: ObjectID]
  /// Tracked paths whose files git was told not to look at: in the snapshot as the index has them.
  let hidden: Set<GitPath>
  /// The look at the files that it was made from.
  let scan: WorkingTreeScan

  /// The parents of the snapshot's commit: HEAD, where there is one, then the state.
  package var parents: [ObjectID] { (head.commit.map { [$0] } ?? []) + [state] }
}

extension WorkingTree {
  /// Stores everything that is in this working tree, and touches neither HEAD nor index nor files.
  ///
  /// - Parameters:
  ///   - extra: further files that no scan looks at and that are to go, or to be overwritten.
  ///   - author: for the commit that holds the state.
  package func snapshot(with extra: [GitPath] = [], by author: Signature) throws(GitError) -> SnapshotParts {
    let scan = try scan(.exact)
    let head = try head()
    let base = try headTree()
    let hidden = scan.image.hidden
    var edits = try edits(scan, from: base)
    let verbatim = scan.verbatim
    let unseen = try unseen(extra, except: Set(edits.map(\.path)).subtracting(hidden))
    if !unseen.isEmpty {
      let paths = Set(unseen.map(\.path))
      edits = edits.filter { !paths.contains($0.path) } + unseen
    }
    let stages = try stages(scan.image, base: base)
    var entries = stages.map {
      TreeEntry(name: Array("stage-\($0.key)".utf8), mode: .directory, id: $0.value)
    }
    if let index = try store(scan.image) {
      entries.append(TreeEntry(name: Array("index".utf8), mode: .file, id: index))
    }
    for name in Self.stateFiles {
      guard let bytes = try stateFile(name) else { continue }
      entries.append(TreeEntry(name: Array(name.utf8), mode: .file, id: try repository.write(.blob, bytes)))
    }
    if !verbatim.isEmpty {
      let edits = verbatim.map { TreeEdit($0.key, FileVersion(.file, $0.value)) }
      let tree = try repository.tree(Repository.emptyTree, applying: edits)
      entries.append(TreeEntry(name: Array("verbatim".utf8), mode: .directory, id: tree))
    }
    let state = try repository.writeCommit(
      tree: repository.writeTree(entries), parents: [], message: "The index of a snapshot", author: author)
    // git knows the empty tree unseen, but not as part of what it checks.
    try repository.write(.tree, [])
    let status = try status(of: scan, from: base)
    return SnapshotParts(
      tree: try repository.tree(base, applying: edits), state: state, head: head,
      changed: edits.map(\.path).sorted(),
      isClean: status.isClean && extra.isEmpty, nested: scan.nested,
      unfiltered: scan.unfiltered.keys.sorted(), verbatim: verbatim, hidden: hidden, scan: scan)
  }

  /// The trees of the index's entries by stage: stage 0 always, the others where there are conflicts.
  private func stages(_ image: IndexImage, base: ObjectID) throws(GitError) -> [Int: ObjectID] {
    var edits: [Int: [TreeEdit]] = [:]
    var unsettled: Set<GitPath> = []
    for entry in image.unsettled.map({ image.entries[$0] }) {
      unsettled.insert(entry.path)
      edits[entry.stage, default: []].append(TreeEdit(entry.path, FileVersion(entry.mode, entry.id)))
    }
    var staged = try image.staged(against: base, in: repository).map { TreeEdit($0.path, $0.new) }
    staged += unsettled.map { TreeEdit($0, nil) }
    var trees = [0: try repository.tree(base, applying: staged)]
    for (stage, edits) in edits { trees[stage] = try repository.tree(Repository.emptyTree, applying: edits) }
    return trees
  }

  /// Stores the bytes of an index; nil where there is none.
  private func store(_ image: IndexImage) throws(GitError) -> ObjectID? {
    if image.bytes.isEmpty { return nil }
    let known = image.memory.withLock { $0.blob }
    if let known, repository.renew(known) { return known }
    let id = try repository.write(.blob, image.bytes, isDense: true)
    image.memory.withLock { $0.blob = id }
    return id
  }

  /// Stores files that no scan looks at, byte for byte.
  private func unseen(
    _ paths: [GitPath], except known: Set<GitPath>
  ) throws(GitError) -> [TreeEdit] {
    guard !paths.isEmpty else { return [] }
    var disk = try DiskReader(self, writtenAt: nil, leaving: [])
    var edits: [TreeEdit] = []
    for path in paths where !known.contains(path) {
      guard let (mode, bytes) = try disk.bytes(at: path) else { continue }
      edits.append(TreeEdit(path, FileVersion(mode, try repository.write(.blob, bytes))))
    }
    return edits
  }
}
