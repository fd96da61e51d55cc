internal import CLibGit2

extension Repository {
  /// Writes objects of another repository as one pack.
  ///
  /// The libgit2 functions are `git_packbuilder_write_buf` and `git_odb_write_pack`.
  func writePack(_ ids: [ObjectID], from memory: borrowing Repository) throws(GitError) {
    let source = memory.raw
    let builder = try own("git_packbuilder_new", "a pack", as: PackBuilderKind.self) {
      git_packbuilder_new(&$0, source)
    }
    let packing = builder.raw
    for id in ids {
      var oid = id.oid
      try check("git_packbuilder_insert", "object \(id)") { git_packbuilder_insert(packing, &oid, nil) }
    }
    var pack = git_buf()
    defer { git_buf_dispose(&pack) }
    try check("git_packbuilder_write_buf", "a pack") { git_packbuilder_write_buf(&pack, packing) }
    var writer: UnsafeMutablePointer<git_odb_writepack>?
    let odb = odb.raw
    try check("git_odb_write_pack", "a pack") { git_odb_write_pack(&writer, odb, nil, nil) }
    guard let writer else { return }
    defer { writer.pointee.free(writer) }
    var progress = git_indexer_progress()
    try check("git_odb_writepack.append", "a pack") {
      writer.pointee.append(writer, pack.ptr, pack.size, &progress)
    }
    try check("git_odb_writepack.commit", "a pack") { writer.pointee.commit(writer, &progress) }
    try check("git_odb_refresh", "a pack") { git_odb_refresh(odb) }
  }
}

enum PackBuilderKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_packbuilder_free(raw) }
}
