internal import CLibGit2

extension Repository {
  /// A view of this repository whose new objects stay in memory; what waits here to be stored it sees.
  ///
  /// The libgit2 functions are `git_odb_open`, `git_mempack_new` and `git_repository_wrap_odb`.
  func inMemory() throws(GitError) -> Repository {
    let folder = commonDirectory + "/objects"
    let odb = try own("git_odb_open", folder, as: ODBKind.self) { git_odb_open(&$0, folder) }
    let raw = odb.raw
    var backend: UnsafeMutablePointer<git_odb_backend>?
    try check("git_mempack_new", folder) { git_mempack_new(&backend) }
    try check("git_odb_add_backend", folder) { git_odb_add_backend(raw, backend, 999) }
    let handle = try own("git_repository_wrap_odb", folder, as: RepositoryKind.self) {
      git_repository_wrap_odb(&$0, raw)
    }
    return Repository(handle: handle, odb: odb, commonDirectory: commonDirectory, stage: stage)
  }

  /// The tree that several merge bases make together: each is merged into those before it, the oldest first, and what
  /// conflicts keeps its markers.
  ///
  /// - Parameter memory: where the objects of that tree are written.
  func virtualBase(
    of commits: [ObjectID], depth: Int, _ options: MergeOptions, _ attributes: MergeAttributes,
    in memory: borrowing Repository
  ) throws(GitError) -> ObjectID? {
    var dated: [(id: ObjectID, commit: Commit)] = []
    for id in commits { dated.append((id, try commit(id))) }
    dated.sort { $0.commit.committer.seconds < $1.commit.committer.seconds }
    guard let first = dated.first else { return nil }
    guard depth <= 32 else { return first.commit.tree }
    var tree = first.commit.tree
    var parents = [first.id]
    for (id, next) in dated.dropFirst() {
      let bases = try mergeBases(of: id, withAny: parents)
      let base = try virtualBase(of: bases, depth: depth + 1, options, attributes, in: memory)
      var state = MergeState(
        options: options, depth: depth, trees: [base, tree, next.tree], attributes: attributes)
      try state.run(memory)
      for bytes in state.blobs.values { try memory.write(.blob, bytes) }
      tree = try memory.tree(tree, applying: state.edits)
      parents.append(id)
    }
    return tree
  }

  /// The best common ancestors of a commit and a merge of others.
  private func mergeBases(of id: ObjectID, withAny others: [ObjectID]) throws(GitError) -> [ObjectID] {
    var found: [ObjectID] = []
    for other in others {
      for base in try mergeBases(id, other) where !found.contains(base) { found.append(base) }
    }
    guard others.count > 1 else { return found }
    var best: [ObjectID] = []
    for base in found {
      var isBest = true
      for other in found where other != base {
        if try isAncestor(base, of: other) { isBest = false }
      }
      if isBest { best.append(base) }
    }
    return best
  }
}

extension Repository {
  private init(
    handle: consuming Handle<RepositoryKind>, odb: consuming Handle<ODBKind>, commonDirectory: String,
    stage: ObjectStage
  ) {
    self.handle = handle
    self.odb = odb
    self.commonDirectory = commonDirectory
    workingDirectory = nil
    configuredWorktree = nil
    memory = RepositoryMemory()
    self.stage = stage
    isInMemory = true
  }
}
