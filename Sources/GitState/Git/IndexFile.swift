internal import CLibGit2
internal import Files

/// The index file of one working tree, read and written whole through libgit2.
struct IndexFile: ~Copyable {
  let handle: Handle<IndexKind>
  let path: String
  /// When the file was last written; files that are not older are compared by content.
  let written: TreeStat.Moment?

  /// Opens the index at that path; one that is not there is empty.
  ///
  /// The libgit2 function is `git_index_open`.
  ///
  /// - Throws: `unsupported` for a split or a sparse index, which libgit2 can't read.
  init(_ path: String) throws(GitError) {
    let status = try onDisk { () throws(FileError) in try File.status(path) }
    let opened = try Self.opened(path)
    self.path = path
    written = status.map {
      TreeStat.Moment(seconds: $0.modified / 1_000_000_000, nanoseconds: $0.modified % 1_000_000_000)
    }
    handle = opened
  }

  fileprivate static func opened(_ path: String) throws(GitError) -> Handle<IndexKind> {
    do {
      return try own("git_index_open", path) { git_index_open(&$0, path) }
    } catch {
      guard error.message.contains("extension") else { throw error }
      // libgit2 names it in quotes.
      let name = error.message.split(separator: "'").dropFirst().first.map(String.init) ?? ""
      throw GitError.foreignIndex(name, function: error.function, at: path)
    }
  }

  /// All entries, sorted by path and stage.
  var entries: [IndexEntry] {
    let raw = handle.raw
    var entries: [IndexEntry] = []
    let count = git_index_entrycount(raw)
    entries.reserveCapacity(count)
    for position in 0..<count {
      if let entry = git_index_get_byindex(raw, position) { entries.append(IndexEntry(entry)) }
    }
    return entries
  }

  /// Puts an entry in, in place of one of the same path and stage.
  ///
  /// The libgit2 function is `git_index_add`.
  func add(_ entry: IndexEntry) throws(GitError) {
    let raw = handle.raw
    try check("git_index_add", entry.path.description) { entry.withRaw { git_index_add(raw, $0) } }
  }

  /// Takes out all that is known of a path; nothing known is no error.
  func remove(_ path: GitPath) throws(GitError) {
    let raw = handle.raw
    for stage in Int32(0)...3 {
      let code = path.withCString { git_index_remove(raw, $0, stage) }
      if code == GIT_ENOTFOUND.rawValue {
        git_error_clear()
        continue
      }
      try check("git_index_remove", path.description) { code }
    }
  }

  /// Forgets every entry.
  func clear() throws(GitError) {
    let raw = handle.raw
    try check("git_index_clear", path) { git_index_clear(raw) }
  }

  /// Writes the file under its lock.
  ///
  /// The libgit2 function is `git_index_write`.
  ///
  /// - Throws: `locked` where another program is writing it.
  func write() throws(GitError) {
    let raw = handle.raw
    try check("git_index_write", path) { git_index_write(raw) }
  }
}

/// Runs what reads files, and says in git's error what this user may not read.
func reading<Result>(_ body: () throws(FileError) -> Result) throws(GitError) -> Result {
  do {
    return try body()
  } catch {
    throw GitError(reading: error)
  }
}

/// Runs what touches files, and says in git's error what it refused.
func onDisk<Result>(_ body: () throws(FileError) -> Result) throws(GitError) -> Result {
  do {
    return try body()
  } catch {
    throw GitError(error)
  }
}

extension WorkingTree {
  /// Whether a power cut took an index, or a part of it.
  package static func isIndexCut(_ path: String) -> Bool {
    guard (try? File.status(path)) != .some(nil) else { return true }
    do {
      _ = try IndexFile.opened(path)
      return false
    } catch {
      // The codes of libgit2, which can't parse it, are less than 0; those of the machine are not.
      if case .other(let code) = error.reason { return code < 0 }
      return false
    }
  }
}
