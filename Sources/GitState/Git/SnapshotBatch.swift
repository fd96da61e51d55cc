internal import CLibGit2

/// Blobs on their way into the repository: few are written one by one, many as one pack.
///
/// One loose object costs an fsync of its own; a pack costs one for all. What is not ``flush()``ed is not stored.
struct ObjectBatch: ~Copyable {
  private let repository: Repository
  private var waiting: [(id: ObjectID, bytes: [UInt8])] = []
  private var size = 0
  private var known: Set<ObjectID> = []

  /// A batch that writes into that repository through a handle of its own.
  init(_ common: String) throws(GitError) {
    repository = try Repository.open(common)
  }

  /// Takes a blob, unless the repository has it, and answers its id.
  mutating func add(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
    let id = try Self.hash(bytes)
    guard !known.contains(id), !repository.contains(id) else { return id }
    known.insert(id)
    waiting.append((id, bytes))
    size += bytes.count
    if size > 64 << 20 { try flush() }
    return id
  }

  /// The id that a blob of these bytes has.
  ///
  /// The libgit2 function is `git_odb_hash`.
  static func hash(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
    var oid = git_oid()
    try check("git_odb_hash", "a blob") {
      bytes.withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, $0.count, GIT_OBJECT_BLOB) }
    }
    return ObjectID(oid)
  }

  /// Stores what waits.
  mutating func flush() throws(GitError) {
    if waiting.count <= 64 {
      for (_, bytes) in waiting { try repository.write(.blob, bytes) }
    } else {
      try repository.writePack(waiting.map(\.bytes))
    }
    waiting.removeAll()
    size = 0
  }
}

extension Repository {
  /// Writes blobs as one pack.
  ///
  /// The libgit2 functions are `git_packbuilder_write_buf` and `git_odb_write_pack`.
  func writePack(_ blobs: [[UInt8]]) throws(GitError) {
    let memory = try own("git_odb_new", "blobs", as: ODBKind.self) { git_odb_new(&$0) }
    var backend: UnsafeMutablePointer<git_odb_backend>?
    try check("git_mempack_new", "blobs") { git_mempack_new(&backend) }
    // From here on the object database owns the backend.
    try check("git_odb_add_backend", "blobs") { git_odb_add_backend(memory.raw, backend, 1) }
    for bytes in blobs {
      var oid = git_oid()
      try check("git_odb_write", "a blob in memory") {
        bytes.withUnsafeBytes { git_odb_write(&oid, memory.raw, $0.baseAddress, $0.count, GIT_OBJECT_BLOB) }
      }
    }
    let wrapped = try own("git_repository_wrap_odb", "blobs", as: RepositoryKind.self) {
      git_repository_wrap_odb(&$0, memory.raw)
    }
    var builder: OpaquePointer?
    try check("git_packbuilder_new", "blobs") { git_packbuilder_new(&builder, wrapped.raw) }
    guard let builder else { return }
    let packing = Handle<PackBuilderKind>(builder)
    for bytes in blobs {
      var oid = try ObjectBatch.hash(bytes).oid
      try check("git_packbuilder_insert", "a blob") { git_packbuilder_insert(packing.raw, &oid, nil) }
    }
    var pack = git_buf()
    defer { git_buf_dispose(&pack) }
    try check("git_packbuilder_write_buf", "blobs") { git_packbuilder_write_buf(&pack, packing.raw) }
    try storePack(pack)
  }

  private func storePack(_ pack: git_buf) throws(GitError) {
    var writer: UnsafeMutablePointer<git_odb_writepack>?
    let odb = odb.raw
    try check("git_odb_write_pack", "blobs") { git_odb_write_pack(&writer, odb, nil, nil) }
    guard let writer else { return }
    defer { writer.pointee.free(writer) }
    var progress = git_indexer_progress()
    try check("git_odb_writepack.append", "blobs") {
      writer.pointee.append(writer, pack.ptr, pack.size, &progress)
    }
    try check("git_odb_writepack.commit", "blobs") { writer.pointee.commit(writer, &progress) }
  }
}

enum PackBuilderKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_packbuilder_free(raw) }
}
