internal import CLibGit2

/// One open repository: synchronous, owned by one call or one actor, never shared between threads.
///
/// It is opened at the repository's common directory, so a linked worktree and its main repository are the same
/// repository here; refs, objects and config are all that it serves. Working trees are opened by ``WorkingTree``.
package struct Repository: ~Copyable {
  let handle: Handle<RepositoryKind>
  let odb: Handle<ODBKind>
  /// The common directory (`.git`), absolute, links resolved, without a final slash.
  package let commonDirectory: String
  /// The main working tree's root, absolute; nil for a bare repository.
  package let workingDirectory: String?
  /// `core.worktree`, where it is set: then the working tree is wherever somebody wrote it to be.
  package let configuredWorktree: String?

  /// The turn to write, while this repository has it.
  let turn = WriteTurn()
  let memory: RepositoryMemory
  /// Its new objects, until ``flush()``.
  let stage: ObjectStage
  /// Whether new objects never leave the memory.
  let isInMemory: Bool

  init(
    handle: consuming Handle<RepositoryKind>, format: RepositoryFormat, memory: RepositoryMemory,
    stage: ObjectStage
  ) throws(GitError) {
    let raw = handle.raw
    let common = trimmed(String(cString: git_repository_commondir(raw)))
    workingDirectory = format.isBare ? nil : git_repository_workdir(raw).map { trimmed(String(cString: $0)) }
    configuredWorktree = format.worktree
    odb = try own("git_repository_odb", common) { git_repository_odb(&$0, raw) }
    commonDirectory = common
    self.memory = memory
    self.stage = stage
    isInMemory = false
    self.handle = handle
  }

  package var isBare: Bool { workingDirectory == nil }

  var raw: OpaquePointer { handle.raw }
  var packed: PackedRefsCache { memory.packed }
  var headers: CommitHeaders { memory.headers }
  var settings: ConfigSnapshot { memory.settings }
}

/// A path without its final slash.
func trimmed(_ path: String) -> String {
  path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
}
