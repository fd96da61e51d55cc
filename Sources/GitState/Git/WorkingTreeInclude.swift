internal import Files

/// Ignored files of one working tree that another is to get as well.
package struct IncludedFiles: Hashable, Sendable {
  /// What was copied, sorted.
  package var copied: [GitPath] = []
  /// What was named and not copied: not ignored, too large, too many, no regular file, not to be read, or there already; the file that
  /// names them, where that is none.
  package var passedOver: [GitPath] = []

  package init(passedOver: [GitPath] = []) {
    self.passedOver = passedOver
  }
}

extension WorkingTree {
  /// The file in a main working tree's root that names what new worktrees get copies of, in `.gitignore`'s syntax.
  package static let includeFile = ".worktreeinclude"

  /// Limits that keep a stray pattern from copying a build folder.
  private static let largestFile = 8 << 20
  private static let largestSum = 64 << 20
  private static let mostFiles = 1_000

  /// Copies the ignored, untracked, regular files that `.worktreeinclude` names into another folder, which is new.
  ///
  /// An ignored folder is entered only where a pattern names it or leads into it. No link is followed on either side.
  package func copyIncluded(into path: String) throws(GitError) -> IncludedFiles {
    let name = Array(Self.includeFile.utf8)
    let root = root
    let bytes: [UInt8]
    do {
      bytes = try root.read(name, limit: 1 << 20)
    } catch {
      switch error.reason {
      case .absent: return IncludedFiles()
      case .other: throw GitError(error)
      // One that is no file, or not to be read, keeps nobody from work.
      default: return IncludedFiles(passedOver: [GitPath(Self.includeFile)])
      }
    }
    let rules = IgnoreRules(bytes, ignoresCase: settings.ignoresCase)
    guard !rules.patterns.isEmpty else { return IncludedFiles() }
    let tracked = Set(try IndexFile(indexPath).entries.map(\.path))
    var named: [GitPath: Bool] = [:]
    let top = try ScanLevel(root, settings)
    try collect(root, .root, top, rules, isNamed: false, tracked, depth: 0, into: &named)
    var result = try copy(named.keys.filter { named[$0] == true }.sorted(), into: path)
    result.passedOver = (result.passedOver + named.keys.filter { named[$0] == false }).sorted()
    return result
  }

  /// - Parameter named: gets the files that are named, and whether git ignores each.
  private func collect(
    _ folder: TreeFolder, _ place: GitPath, _ level: ScanLevel, _ rules: IgnoreRules, isNamed: Bool,
    _ tracked: Set<GitPath>, depth: Int, into named: inout [GitPath: Bool]
  ) throws(GitError) {
    for (name, listed) in try onDisk({ () throws(FileError) in try folder.names() }) {
      var kind = listed
      if kind == nil { kind = try onDisk { () throws(FileError) in try folder.stat(name)?.kind } }
      let path = place.appending(name)
      if kind == .folder {
        guard depth < Repository.depthLimit, name != Array(".git".utf8),
          path.bytes != Array(".worktrees".utf8), let inner = try? folder.folder(name),
          try onDisk({ () throws(FileError) in try inner.stat(Array(".git".utf8)) }) == nil
        else { continue }
        let isNamed = rules.verdict(path.bytes[...], isFolder: true) ?? isNamed
        let below = try level.below(path.bytes, inner, settings)
        if below.ignore.isIgnored, !isNamed, !rules.mayNameBelow(path.bytes[...]) { continue }
        try collect(inner, path, below, rules, isNamed: isNamed, tracked, depth: depth + 1, into: &named)
      } else if rules.verdict(path.bytes[...], isFolder: false) ?? isNamed, !tracked.contains(path) {
        named[path] = level.ignore.ignores(path.bytes, isFolder: false)
      }
    }
  }

  private func copy(_ paths: [GitPath], into path: String) throws(GitError) -> IncludedFiles {
    var result = IncludedFiles()
    var from = TreeFolderCursor(root)
    var into = TreeFolderCursor(try onDisk { () throws(FileError) in try TreeFolder(path) })
    var sum = 0
    for file in paths {
      do {
        guard result.copied.count < Self.mostFiles, let source = try from.folder(file.parent.bytes),
          let stat = try source.stat(file.name), stat.kind == .file, stat.size <= Self.largestFile,
          sum + Int(stat.size) <= Self.largestSum
        else {
          result.passedOver.append(file)
          continue
        }
        let bytes = try source.read(file.name, limit: Self.largestFile)
        try into.makeFolder(file.parent.bytes).write(file.name, bytes, executable: stat.isExecutable)
        sum += bytes.count
        result.copied.append(file)
      } catch {
        switch error.reason {
        case .noSpace, .readOnly, .other: throw GitError(error)
        default: result.passedOver.append(file)
        }
      }
    }
    return result
  }
}
