extension Repository {
  /// Stores a tree that was made in memory, with all that it needs and this repository lacks: as one pack, which is
  /// synced once, where that is more than a few objects.
  func store(_ tree: ObjectID, in memory: borrowing Repository) throws(GitError) {
    var missing: [(kind: ObjectKind, id: ObjectID)] = []
    var seen: Set<ObjectID> = []
    try findMissing(tree, in: memory, seen: &seen, into: &missing)
    if missing.count <= Library.looseObjects {
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
}
