internal import CLibGit2

extension Repository {
  /// Stores a tree that was made in memory, with all that it needs and this repository lacks: as one pack, which is
  /// synced once, where that is more than a few objects.
  func store(_ tree: ObjectID, in memory: borrowing Repository) throws(GitError) {
    var missing: [(kind: ObjectKind, id: ObjectID)] = []
    var seen: Set<ObjectID> = []
    try findMissing(tree, in: memory, seen: &seen, into: &missing)
    if missing.count <= 64 {
      for (kind, id) in missing { try write(kind, try memory.read(kind, id)) }
    } else {
      try writePack(missing.map(\.id), from: memory)
    }
  }

  /// The objects below a tree that are not stored here, each after those that it names.
  private func findMissing(
    _ tree: ObjectID, in memory: borrowing Repository, seen: inout Set<ObjectID>,
    into missing: inout [(kind: ObjectKind, id: ObjectID)]
  ) throws(GitError) {
    guard seen.insert(tree).inserted, !contains(tree) else { return }
    for entry in try memory.tree(tree) where entry.mode != .submodule {
      if entry.mode == .directory {
        try findMissing(entry.id, in: memory, seen: &seen, into: &missing)
      } else if seen.insert(entry.id).inserted, !contains(entry.id) {
        missing.append((.blob, entry.id))
      }
    }
    missing.append((.tree, tree))
  }

  /// Writes objects of another repository as one pack.
  ///
  /// The libgit2 functions are `git_packbuilder_write_buf` and
  /// `git_odb_write_pack`.
  private func writePack(_ ids: [ObjectID], from memory: borrowing Repository) throws(GitError) {
    let source = memory.raw
    let builder = try own("git_packbuilder_new", "a pack", as: MergePackKind.self) {
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
  }
}

enum MergePackKind: HandleKind {
  static func free(_ raw: OpaquePointer) { git_packbuilder_free(raw) }
}
