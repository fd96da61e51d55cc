/// Opens folders below a root by their components, keeping the last chain open: neighbours in sorted order cost
/// one `openat` each.
///
/// No link is followed on the way.
package struct TreeFolderCursor: ~Copyable {
  package let root: TreeFolder
  private var chain: [(name: [UInt8], folder: TreeFolder)] = []

  package init(_ root: TreeFolder) {
    self.root = root
  }

  /// The folder at that path below the root (`/` between names, empty for the root itself); nil where it is not
  /// there, or where a link or a file stands on the way.
  package mutating func folder(_ path: [UInt8]) throws(FileError) -> TreeFolder? {
    try folder(path, creating: false)
  }

  /// The same, made with all that is missing on the way.
  package mutating func makeFolder(_ path: [UInt8]) throws(FileError) -> TreeFolder {
    guard let folder = try folder(path, creating: true) else {
      throw FileError(.notFolder, function: "mkdirat", path: root.path(of: path))
    }
    return folder
  }

  /// Forgets what is open, after folders were renamed or removed.
  package mutating func forget() {
    chain.removeAll()
  }

  private mutating func folder(_ path: [UInt8], creating: Bool) throws(FileError) -> TreeFolder? {
    guard !path.isEmpty else { return root }
    var depth = 0
    var start = 0
    var matching = true
    while start <= path.count {
      let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
      if matching, depth < chain.count, chain[depth].name.elementsEqual(path[start..<end]) {
        depth += 1
      } else {
        if matching {
          chain.removeSubrange(depth...)
          matching = false
        }
        let name = Array(path[start..<end])
        let parent = chain.last?.folder ?? root
        guard let folder = try open(name, in: parent, creating: creating) else { return nil }
        chain.append((name, folder))
        depth += 1
      }
      start = end + 1
    }
    if depth < chain.count { chain.removeSubrange(depth...) }
    return chain.last?.folder
  }

  private func open(_ name: [UInt8], in parent: TreeFolder, creating: Bool) throws(FileError) -> TreeFolder? {
    do {
      return try parent.folder(name)
    } catch {
      switch error.reason {
      case .absent where creating:
        try parent.makeFolder(name)
        return try parent.folder(name)
      case .absent, .notFolder, .link: return nil
      default: throw error
      }
    }
  }
}
