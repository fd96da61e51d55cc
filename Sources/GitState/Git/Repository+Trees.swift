internal import CLibGit2

/// A file, link or submodule somewhere in a tree.
package struct TreeFile: Hashable, Sendable {
  package let path: GitPath
  package let mode: EntryMode
  package let id: ObjectID

  package init(path: GitPath, mode: EntryMode, id: ObjectID) {
    self.path = path
    self.mode = mode
    self.id = id
  }
}

extension Repository {
  /// The tree without entries, which every repository may name.
  package static let emptyTree = ObjectID("4b825dc642cb6eb9a060e54bf8d69288fbee4904")!

  /// The entries of a tree, in the tree's own order.
  ///
  /// The bytes are parsed here, so no cache of libgit2 grows with them.
  package func tree(_ id: ObjectID) throws(GitError) -> [TreeEntry] {
    var cursor = try cursor(id)
    var entries: [TreeEntry] = []
    while cursor.isLive {
      entries.append(TreeEntry(name: cursor.name, mode: cursor.mode, id: cursor.id))
      guard cursor.advance() else { throw unreadable(id) }
    }
    return entries
  }

  /// What stands at a path in a tree; nil where nothing does.
  ///
  /// The root is the tree itself.
  package func entry(at path: GitPath, in tree: ObjectID) throws(GitError) -> FileVersion? {
    var found = FileVersion(.directory, tree)
    for component in path.components {
      guard found.mode == .directory else { return nil }
      var cursor = try cursor(found.id)
      while cursor.isLive, cursor.nameSlice != component {
        guard cursor.advance() else { throw unreadable(found.id) }
      }
      guard cursor.isLive else { return nil }
      found = cursor.version
    }
    return found
  }

  /// All files, links and submodules of a tree, in the tree's own order.
  package func files(in tree: ObjectID) throws(GitError) -> [TreeFile] {
    var files: [TreeFile] = []
    try collect(tree, at: .root, depth: 0, into: &files)
    return files
  }

  private func collect(
    _ tree: ObjectID, at folder: GitPath, depth: Int, into files: inout [TreeFile]
  ) throws(GitError) {
    try checkDepth(depth, at: folder)
    var cursor = try cursor(tree)
    while cursor.isLive {
      let path = folder.appending(cursor.nameSlice)
      if cursor.mode == .directory {
        try collect(cursor.id, at: path, depth: depth + 1, into: &files)
      } else {
        files.append(TreeFile(path: path, mode: cursor.mode, id: cursor.id))
      }
      guard cursor.advance() else { throw unreadable(tree) }
    }
  }

  /// Writes a tree of these entries, sorted as git sorts them (a folder as if its name ended in `/`).
  package func writeTree(_ entries: [TreeEntry]) throws(GitError) -> ObjectID {
    let sorted = entries.map {
      (key: $0.mode == .directory ? $0.name + [UInt8(ascii: "/")] : $0.name, entry: $0)
    }
    .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * 48)
    for (_, entry) in sorted {
      bytes += String(entry.mode.rawValue, radix: 8).utf8
      bytes.append(UInt8(ascii: " "))
      bytes += entry.name
      bytes.append(0)
      bytes += entry.id.bytes
    }
    return try write(.tree, bytes)
  }

  func unreadable(_ tree: ObjectID) -> GitError {
    GitError(.other(-1), function: "git_odb_read", subject: "tree \(tree)", message: "it can't be parsed")
  }
}
