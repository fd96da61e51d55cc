extension Repository {
  /// Merges two commits or trees in memory.
  ///
  /// Neither a working tree nor the index nor a ref is looked at or touched.
  ///
  /// Objects are stored for a clean result only, or for a conflict where the options ask for it.
  package func merge(
    ours: ObjectID, theirs: ObjectID, base: MergeBase, options: MergeOptions = MergeOptions()
  ) throws(GitError) -> MergeOutcome {
    let ourTree = try mergedTree(ours)
    let theirTree = try mergedTree(theirs)
    let attributes = MergeAttributes(tree: ourTree)
    switch base {
    case .tree(let tree):
      return try merge([tree, ourTree, theirTree], options, attributes, reading: self)
    case .commits(let commits) where commits.count < 2:
      let tree = try commits.first.map { (id) throws(GitError) in try commit(id).tree }
      return try merge([tree, ourTree, theirTree], options, attributes, reading: self)
    case .commits(let commits):
      let memory = try inMemory()
      let tree = try virtualBase(of: commits, depth: 1, options, attributes, in: memory)
      return try merge(
        [tree, ourTree, theirTree], options, attributes, reading: memory, hasVirtualBase: true)
    }
  }

  /// The tree of a commit, or the tree that this is.
  private func mergedTree(_ id: ObjectID) throws(GitError) -> ObjectID {
    try kind(of: id) == .tree || id == Self.emptyTree ? id : try commit(id).tree
  }

  private func merge(
    _ trees: [ObjectID?], _ options: MergeOptions, _ attributes: MergeAttributes,
    reading: borrowing Repository,
    hasVirtualBase: Bool = false
  ) throws(GitError) -> MergeOutcome {
    var state = MergeState(options: options, depth: 0, trees: trees, attributes: attributes)
    state.hasVirtualBase = hasVirtualBase
    try state.run(reading)
    let unusable = try state.resolve(options.resolutions)
    guard unusable.isEmpty else { return .unusable(unusable) }
    let ours = trees[1] ?? Self.emptyTree
    guard !state.conflicted.isEmpty || !state.pathless.isEmpty else {
      let tree = try store(state, onto: ours, reading: reading)
      return .clean(tree: tree, changed: try changes(from: ours, to: tree))
    }
    let conflicts = state.conflicts
    guard options.materializes else {
      return .conflicted(ConflictedMerge(conflicts: conflicts, tree: nil, changed: []))
    }
    for stage in conflicts.flatMap(\.stages) { try store(stage.version, state, reading) }
    let tree = try store(state, onto: ours, reading: reading)
    return .conflicted(
      ConflictedMerge(conflicts: conflicts, tree: tree, changed: try changes(from: ours, to: tree)))
  }

  /// Stores what a merge made, and answers the merged tree.
  private func store(
    _ state: MergeState, onto ours: ObjectID, reading: borrowing Repository
  ) throws(GitError) -> ObjectID {
    let edits = state.edits
    for edit in edits {
      if let version = edit.version { try store(version, state, reading) }
    }
    return try tree(ours, applying: edits)
  }

  private func store(
    _ version: FileVersion, _ state: MergeState, _ reading: borrowing Repository
  ) throws(GitError) {
    guard version.mode.isRegular else { return }
    if let bytes = state.blobs[version.id] {
      try write(.blob, bytes)
    } else if state.hasVirtualBase, !contains(version.id) {
      try write(.blob, try reading.read(.blob, version.id))
    }
  }
}

extension MergeState {
  /// Goes through all steps of a merge.
  mutating func run(_ repository: borrowing Repository) throws(GitError) {
    try collect(repository)
    try findRenames(repository)
    try settle(repository)
  }
}
