internal import CLibGit2
internal import Files

/// What an object is.
package enum ObjectKind: Hashable, Sendable {
  case commit, tree, blob, tag

  /// What git calls it; Swift's own description of a case costs a look at the type each time.
  var word: String {
    switch self {
    case .commit: "commit"
    case .tree: "tree"
    case .blob: "blob"
    case .tag: "tag"
    }
  }

  var type: git_object_t {
    switch self {
    case .commit: GIT_OBJECT_COMMIT
    case .tree: GIT_OBJECT_TREE
    case .blob: GIT_OBJECT_BLOB
    case .tag: GIT_OBJECT_TAG
    }
  }
}

extension Repository {
  /// Takes an object, which is stored with the next ``flush()``, at the latest before a ref moves.
  ///
  /// One that is stored already is marked as wanted, so that no gc takes it for old; the libgit2 function is
  /// `git_odb_write`.
  ///
  /// - Parameter isDense: whether deflating it costs more than it saves.
  @discardableResult
  package func write(
    _ kind: ObjectKind, _ bytes: [UInt8], isDense: Bool = false
  ) throws(GitError) -> ObjectID {
    let id = try ObjectID.hash(kind, bytes)
    if !isInMemory, stage[id] != nil { return id }
    var oid = id.oid
    let odb = odb.raw
    // A commit is new nearly always; others are looked for, but not in packs that came meanwhile. One object twice is no harm.
    guard
      isInMemory || kind != .commit && git_odb_exists_ext(odb, &oid, GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1
    else {
      stage.add(.init(id: id, kind: kind, bytes: bytes, isDense: isDense))
      if stage.size > Self.stageLimit, !stage.isHeld { try flush() }
      return id
    }
    // A look leaves even the time of a stored object as it is.
    if stage.isHeld, !isInMemory { return id }
    try check("git_odb_write", "a new \(kind)") {
      bytes.withUnsafeBytes { git_odb_write(&oid, odb, $0.baseAddress, $0.count, kind.type) }
    }
    return id
  }

  /// Marks an object as wanted, so that no gc takes it for old; false where it waits in no stage and is no file of its own.
  func renew(_ id: ObjectID) -> Bool {
    stage[id] != nil || File.touch(loosePath(of: id))
  }

  /// Bytes that wait in memory at most.
  private static var stageLimit: Int { 64 << 20 }

  /// The bytes of an object of that kind.
  package func read(_ kind: ObjectKind, _ id: ObjectID) throws(GitError) -> [UInt8] {
    try withObject(kind, id) { Array($0) }
  }

  /// Whether the object is stored here.
  package func contains(_ id: ObjectID) -> Bool {
    if stage[id] != nil { return true }
    var oid = id.oid
    return git_odb_exists(odb.raw, &oid) == 1
  }

  /// The kind of an object; nil where it is not stored here.
  package func kind(of id: ObjectID) throws(GitError) -> ObjectKind? {
    if let waiting = stage[id] { return waiting.kind }
    var oid = id.oid
    var size = 0
    var type = GIT_OBJECT_INVALID
    let code = git_odb_read_header(&size, &type, odb.raw, &oid)
    guard code == 0 else {
      let error = GitError.last(code, function: "git_odb_read_header", subject: "object \(id)")
      if error.isOfMachine || error.reason == .readOnly { throw error }
      return nil
    }
    switch type {
    case GIT_OBJECT_COMMIT: return .commit
    case GIT_OBJECT_TREE: return .tree
    case GIT_OBJECT_BLOB: return .blob
    case GIT_OBJECT_TAG: return .tag
    default: return nil
    }
  }

  /// Lends the bytes of an object of that kind, without a copy.
  func withObject<Result>(
    _ kind: ObjectKind, _ id: ObjectID, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(GitError) -> Result {
    if let waiting = stage[id] {
      guard waiting.kind == kind else { throw otherKind(kind, id) }
      return waiting.bytes.withUnsafeBytes { body($0) }
    }
    var oid = id.oid
    let odb = odb.raw
    let object = try own("git_odb_read", "\(kind) \(id)", as: ODBObjectKind.self) {
      git_odb_read(&$0, odb, &oid)
    }
    guard git_odb_object_type(object.raw) == kind.type else {
      throw otherKind(kind, id)
    }
    return body(
      UnsafeRawBufferPointer(start: git_odb_object_data(object.raw), count: git_odb_object_size(object.raw)))
  }

  private func otherKind(_ kind: ObjectKind, _ id: ObjectID) -> GitError {
    GitError(
      .absent, function: "git_odb_read", subject: "\(kind) \(id)", message: "the object is of another kind")
  }
}

extension ObjectID {
  /// The id that these bytes would have as an object.
  ///
  /// The libgit2 function is `git_odb_hash`.
  package static func hash(_ kind: ObjectKind, _ bytes: [UInt8]) throws(GitError) -> ObjectID {
    Library.start()
    var oid = git_oid()
    try check("git_odb_hash", "a \(kind)") {
      bytes.withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, $0.count, kind.type) }
    }
    return ObjectID(oid)
  }
}
