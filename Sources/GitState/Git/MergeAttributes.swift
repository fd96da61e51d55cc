internal import CLibGit2

/// How a path's text is merged.
struct MergeRule {
  enum Driver {
    case text, union, binary
  }

  var driver: Driver = .text
  var markerLength = Int(GIT_MERGE_CONFLICT_MARKER_SIZE)
}

/// The attributes `merge` and `conflict-marker-size` as the `.gitattributes` files of one tree say.
///
/// They are read by libgit2 from an index in memory that holds nothing but these files: neither the user's index nor a
/// working file has a say.
final class MergeAttributes {
  private let tree: ObjectID?
  private var known: [GitPath: Bool] = [:]
  private var reader: Reader?

  private final class Reader {
    let repository: Handle<RepositoryKind>
    let index: Handle<IndexKind>

    init(repository: consuming Handle<RepositoryKind>, index: consuming Handle<IndexKind>) {
      self.repository = repository
      self.index = index
    }
  }

  init(tree: ObjectID?) {
    self.tree = tree
  }

  /// What holds for one path.
  ///
  /// The libgit2 function is `git_attr_get`.
  func attributes(of path: GitPath, _ repository: borrowing Repository) throws(GitError) -> MergeRule {
    guard let tree else { return MergeRule() }
    var hasAny = false
    var folder = path.parent
    while true {
      if try has(folder, in: tree, repository) { hasAny = true }
      if folder.bytes.isEmpty { break }
      folder = folder.parent
    }
    var rule = MergeRule()
    // libgit2 takes paths as C strings.
    guard hasAny, !path.bytes.contains(0) else { return rule }
    let text = path.bytes.map { CChar(bitPattern: $0) } + [0]
    let driver = try value("merge", text)
    switch driver.kind {
    case GIT_ATTR_VALUE_FALSE: rule.driver = .binary
    case GIT_ATTR_VALUE_STRING where driver.text == "binary": rule.driver = .binary
    case GIT_ATTR_VALUE_STRING where driver.text == "union": rule.driver = .union
    default: break
    }
    let length = try value("conflict-marker-size", text)
    if length.kind == GIT_ATTR_VALUE_STRING, let number = Int(length.text), (1...1000).contains(number) {
      rule.markerLength = number
    }
    return rule
  }

  private func value(_ name: String, _ path: [CChar]) throws(GitError) -> (
    kind: git_attr_value_t, text: String
  ) {
    let flags = UInt32(GIT_ATTR_CHECK_INDEX_ONLY) | UInt32(GIT_ATTR_CHECK_NO_SYSTEM)
    var value: UnsafePointer<CChar>?
    guard let raw = reader?.repository.raw else { return (GIT_ATTR_VALUE_UNSPECIFIED, "") }
    try check("git_attr_get", name) { git_attr_get(&value, raw, flags, path, name) }
    let kind = git_attr_value(value)
    guard kind == GIT_ATTR_VALUE_STRING, let value else { return (kind, "") }
    return (kind, String(cString: value))
  }

  /// Whether a folder has a `.gitattributes`, which is then put into the index.
  private func has(
    _ folder: GitPath, in tree: ObjectID, _ repository: borrowing Repository
  ) throws(GitError) -> Bool {
    if let known = known[folder] { return known }
    let path = folder.appending(".gitattributes".utf8)
    let entry = try repository.entry(at: path, in: tree)
    guard let entry, entry.mode.isRegular, !path.bytes.contains(0) else {
      known[folder] = false
      return false
    }
    let reader = try opened(repository)
    var new = git_index_entry()
    new.mode = EntryMode.file.rawValue
    new.id = entry.id.oid
    let name = path.bytes.map { CChar(bitPattern: $0) } + [0]
    let index = reader.index.raw
    try check("git_index_add", "\(path)") {
      name.withUnsafeBufferPointer {
        new.path = $0.baseAddress
        return git_index_add(index, &new)
      }
    }
    known[folder] = true
    return true
  }

  private func opened(_ repository: borrowing Repository) throws(GitError) -> Reader {
    if let reader { return reader }
    let odb = repository.odb.raw
    let raw = try own("git_repository_wrap_odb", "merge attributes", as: RepositoryKind.self) {
      git_repository_wrap_odb(&$0, odb)
    }
    let index = try own("git_index_new", "merge attributes", as: IndexKind.self) { git_index_new(&$0) }
    let (repositoryRaw, indexRaw) = (raw.raw, index.raw)
    try check("git_repository_set_index", "merge attributes") {
      git_repository_set_index(repositoryRaw, indexRaw)
    }
    let reader = Reader(repository: raw, index: index)
    self.reader = reader
    return reader
  }
}
