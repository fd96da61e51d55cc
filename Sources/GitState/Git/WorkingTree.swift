internal import Files

/// One working tree, main or linked: its folder, its index, and the repository that both belong to.
///
/// Nothing here goes through libgit2's checkout, and no program that config or attributes name is started.
package struct WorkingTree: ~Copyable {
  /// The repository, opened at the common directory.
  package let repository: Repository
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
    try open(path, of: common, sharing: ObjectStage())
  }

  /// The same for a piece of work that is done in several trees: what is made in each waits in that handle's stage.
  package static func open(
    _ path: String, of repository: borrowing Repository
  ) throws(GitError) -> WorkingTree {
    try open(path, of: repository.commonDirectory, sharing: repository.stage)
  }

  private static func open(
    _ path: String, of common: String, sharing stage: ObjectStage
  ) throws(GitError) -> WorkingTree {
    try open(path, WorkingTreeLink.read(trimmed(path), of: common), of: common, sharing: stage)
  }

  /// The same for a folder of which is known already where its `.git` leads.
  package static func open(
    _ path: String, _ link: WorkingTreeLink, of common: String
  ) throws(GitError) -> WorkingTree {
    try open(path, link, of: common, sharing: ObjectStage())
  }

  /// The same in a piece of work that is done in several trees.
  package static func open(
    _ path: String, _ link: WorkingTreeLink, of repository: borrowing Repository
  ) throws(GitError) -> WorkingTree {
    try open(path, link, of: repository.commonDirectory, sharing: repository.stage)
  }

  private static func open(
    _ path: String, _ link: WorkingTreeLink, of common: String, sharing stage: ObjectStage
  ) throws(GitError) -> WorkingTree {
    let path = trimmed(path)
    let root = try onDisk { () throws(FileError) in try TreeFolder(path) }
    return try WorkingTree(
      repository: Repository.open(common, sharing: stage), root: root, path: path,
      gitDirectory: link.gitDirectory, name: link.name)
  }

  init(
    repository: consuming Repository, root: TreeFolder, path: String, gitDirectory: String, name: String?
  ) throws(GitError) {
    settings = try WorkingTreeSettings(repository)
    self.repository = repository
    self.root = root
    self.path = path
    self.gitDirectory = gitDirectory
    self.name = name
  }

  var indexPath: String { gitDirectory + "/index" }
}
