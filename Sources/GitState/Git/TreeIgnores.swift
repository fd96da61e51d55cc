/// What the ignore files of a tree say, as if it were checked out.
struct TreeIgnores {
  private let tree: ObjectID
  private let settings: WorkingTreeSettings
  private var levels: [GitPath: IgnoreLevel] = [:]

  init(of tree: ObjectID, _ settings: WorkingTreeSettings) {
    self.tree = tree
    self.settings = settings
  }

  /// Whether git would ignore a file at that path, were it not tracked.
  mutating func ignores(_ path: GitPath, in repository: borrowing Repository) throws(GitError) -> Bool {
    try level(path.parent, in: repository).ignores(path.bytes, isFolder: false)
  }

  private mutating func level(
    _ folder: GitPath, in repository: borrowing Repository
  ) throws(GitError) -> IgnoreLevel {
    if let known = levels[folder] { return known }
    let level: IgnoreLevel
    if folder == .root {
      level = IgnoreLevel(rules: try rules(folder, in: repository), further: settings.ignores)
    } else {
      let parent = try self.level(folder.parent, in: repository)
      level = IgnoreLevel(in: parent, path: folder.bytes, rules: try rules(folder, in: repository))
    }
    levels[folder] = level
    return level
  }

  private func rules(
    _ folder: GitPath, in repository: borrowing Repository
  ) throws(GitError) -> IgnoreRules? {
    let file = try repository.entry(at: folder.appending(Array(".gitignore".utf8)), in: tree)
    guard let file, file.mode.isRegular else { return nil }
    return IgnoreRules(try repository.read(.blob, file.id), ignoresCase: settings.ignoresCase)
  }
}
