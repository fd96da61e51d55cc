internal import CLibGit2
internal import Files

/// One working tree, main or linked: its folder, its index, and the repository that both belong to.
///
/// Nothing here goes through libgit2's checkout, and no program that config or attributes name is started.
package struct WorkingTree: ~Copyable {
  /// The repository, opened at the common directory.
  package let repository: Repository
  /// The same repository as libgit2 sees it from this tree: for attributes and HEAD.
  let handle: Handle<RepositoryKind>
  /// The folder, held open.
  let root: TreeFolder
  /// The folder's path, as it was given.
  package let path: String
  /// `.git` of the main tree, `<common>/worktrees/<name>` of a linked one.
  package let gitDirectory: String
  /// The name of a linked tree's administrative folder; nil for the main tree.
  package let name: String?
  let settings: WorkingTreeSettings

  /// Opens the working tree at that folder, which must belong to that repository.
  ///
  /// A linked tree's `.git` file must lead into `<common>/worktrees/`, and the file `gitdir` there must lead back to
  /// this folder; a `.git` that leads anywhere else is refused before libgit2 reads it.
  package static func open(_ path: String, of common: String) throws(GitError) -> WorkingTree {
    let path = trimmed(path)
    let link = try WorkingTreeLink.read(path, of: common)
    let flags = UInt32(GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue)
    Library.start()
    let handle = try own("git_repository_open_ext", path, as: RepositoryKind.self) {
      git_repository_open_ext(&$0, path, flags, nil)
    }
    let root = try onDisk { () throws(FileError) in try TreeFolder(path) }
    return try WorkingTree(
      repository: Repository.open(common), handle: handle, root: root, path: path,
      gitDirectory: link.gitDirectory, name: link.name)
  }

  init(
    repository: consuming Repository, handle: consuming Handle<RepositoryKind>, root: TreeFolder,
    path: String,
    gitDirectory: String, name: String?
  ) throws(GitError) {
    settings = try WorkingTreeSettings(repository)
    self.repository = repository
    self.handle = handle
    self.root = root
    self.path = path
    self.gitDirectory = gitDirectory
    self.name = name
  }

  var indexPath: String { gitDirectory + "/index" }
}
