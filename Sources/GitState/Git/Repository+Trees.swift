internal import CLibGit2

extension Repository {
  /// The tree without entries, which every repository may name.
  package static let emptyTree = ObjectID("4b825dc642cb6eb9a060e54bf8d69288fbee4904")!

  /// The entries of a tree, in the tree's own order. The bytes are parsed here, so no cache of libgit2 grows with them.
  package func tree(_ id: ObjectID) throws(GitError) -> [TreeEntry] {
    if id == Self.emptyTree { return [] }
    let entries = try withObject(.tree, id) { TreeParser.entries($0) }
    guard let entries else {
      throw GitError(.other(-1), function: "git_odb_read", subject: "tree \(id)", message: "it can't be parsed")
    }
    return entries
  }

  /// Writes a tree of these entries, sorted as git sorts them (a folder as if its name ended in `/`).
  package func writeTree(_ entries: [TreeEntry]) throws(GitError) -> ObjectID {
    let sorted = entries.map { (key: $0.mode == .directory ? $0.name + [UInt8(ascii: "/")] : $0.name, entry: $0) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var bytes: [UInt8] = []
    for (_, entry) in sorted {
      bytes += Array(String(entry.mode.rawValue, radix: 8).utf8)
      bytes.append(UInt8(ascii: " "))
      bytes += entry.name
      bytes.append(0)
      bytes += entry.id.bytes
    }
    return try write(.tree, bytes)
  }
}

/// Reads a tree's bytes: `mode SP name NUL id`, again and again.
enum TreeParser {
  static func entries(_ bytes: UnsafeRawBufferPointer) -> [TreeEntry]? {
    var entries: [TreeEntry] = []
    var index = 0
    while index < bytes.count {
      var mode: UInt32 = 0
      while index < bytes.count, bytes[index] != UInt8(ascii: " ") {
        let digit = bytes[index] &- UInt8(ascii: "0")
        guard digit < 8 else { return nil }
        mode = mode << 3 | UInt32(digit)
        index += 1
      }
      let start = index + 1
      guard start <= bytes.count, let end = bytes[start...].firstIndex(of: 0), end + 20 < bytes.count,
        let id = ObjectID(bytes: bytes[(end + 1)...(end + 20)])
      else { return nil }
      entries.append(TreeEntry(name: Array(bytes[start..<end]), mode: EntryMode(canonical: mode), id: id))
      index = end + 21
    }
    return entries
  }
}
