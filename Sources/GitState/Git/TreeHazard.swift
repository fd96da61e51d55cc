/// What makes a tree unsafe to write to a disk: the first offending path, and why.
package struct TreeHazard: Hashable, Sendable, CustomStringConvertible {
  /// Why a name must not reach a disk.
  package enum Reason: Hashable, Sendable {
    case empty
    /// `.` or `..`.
    case dots
    /// It holds a `/` or a NUL.
    case separator
    /// It is `.git` to some file system: by case, by ignored code points, by a short name or a stream's name.
    case gitFolder
    /// The tree holds the name twice.
    case duplicate
    /// The folders are more than ``Repository/depthLimit`` deep.
    case tooDeep
  }

  package let path: GitPath
  package let reason: Reason

  package init(path: GitPath, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var description: String {
    let why =
      switch reason {
      case .empty: "a name is empty"
      case .dots: "a name is . or .."
      case .separator: "a name holds a / or a NUL"
      case .gitFolder: "a name is .git to some file systems"
      case .duplicate: "the name stands there twice"
      case .tooDeep: "it is more than \(Repository.depthLimit) folders deep"
      }
    return "\(path): \(why)"
  }
}

extension Repository {
  /// The first thing in a tree that must not be written to a disk; nil where it is safe.
  ///
  /// The rules are those of git with `core.protectHFS` and `core.protectNTFS`, and are the same on every system.
  /// - Parameter trusted: a tree that is on the disk already; its folders are not looked at again.
  package func hazard(in tree: ObjectID, trusting trusted: ObjectID? = nil) throws(GitError) -> TreeHazard? {
    guard tree != trusted else { return nil }
    return try hazard(in: tree, trusting: trusted, at: .root, depth: 0)
  }

  private func hazard(
    in tree: ObjectID, trusting trusted: ObjectID?, at folder: GitPath, depth: Int
  ) throws(GitError) -> TreeHazard? {
    guard depth <= Self.depthLimit else { return TreeHazard(path: folder, reason: .tooDeep) }
    var known: [[UInt8]: ObjectID] = [:]
    if let trusted {
      for entry in try self.tree(trusted) where entry.mode == .directory { known[entry.name] = entry.id }
    }
    var cursor = try cursor(tree)
    var names: Set<[UInt8]> = []
    while cursor.isLive {
      let name = cursor.name
      if let reason = TreeHazard.reason(ofName: name) {
        return TreeHazard(path: folder.appending(name), reason: reason)
      }
      guard names.insert(name).inserted else {
        return TreeHazard(path: folder.appending(name), reason: .duplicate)
      }
      if cursor.mode == .directory {
        let id = cursor.id
        let before = known[name]
        if id != before,
          let found = try hazard(in: id, trusting: before, at: folder.appending(name), depth: depth + 1)
        {
          return found
        }
      }
      guard cursor.advance() else { throw unreadable(tree) }
    }
    return nil
  }
}

extension TreeHazard {
  /// Why a name of a tree entry is unsafe; nil where it is safe.
  package static func reason(ofName name: [UInt8]) -> Reason? {
    if name.isEmpty { return .empty }
    if name.contains(UInt8(ascii: "/")) || name.contains(0) { return .separator }
    if name == [UInt8(ascii: ".")] || name == [UInt8(ascii: "."), UInt8(ascii: ".")] { return .dots }
    // Every disguise has a `g` or `G` behind at most a `.` and ignored code points: most names end here.
    guard name.contains(where: { $0 | 0x20 == UInt8(ascii: "g") }) else { return nil }
    let plain = withoutIgnored(name)
    for part in plain.split(separator: UInt8(ascii: "\\")) where isGitFolder(part) { return .gitFolder }
    return nil
  }

  /// Whether NTFS may take the name for `.git`: in any case, with dots and blanks after it, as the short name `git~1`,
  /// or as a stream of it (`.git::$INDEX_ALLOCATION`).
  private static func isGitFolder(_ name: ArraySlice<UInt8>) -> Bool {
    let lower = name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    for disguise in [".git", "git~1"] where lower.starts(with: disguise.utf8) {
      let rest = lower[disguise.utf8.count...].drop { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: " ") }
      if rest.isEmpty || rest.first == UInt8(ascii: ":") { return true }
    }
    return false
  }

  /// The name without the code points that HFS+ ignores: U+200C to 200F, 202A to 202E, 206A to 206F, FEFF.
  private static func withoutIgnored(_ name: [UInt8]) -> [UInt8] {
    guard name.contains(where: { $0 >= 0x80 }) else { return name }
    var kept: [UInt8] = []
    var index = 0
    while index < name.count {
      if index + 2 < name.count {
        switch (name[index], name[index + 1], name[index + 2]) {
        case (0xe2, 0x80, 0x8c...0x8f), (0xe2, 0x80, 0xaa...0xae), (0xe2, 0x81, 0xaa...0xaf),
          (0xef, 0xbb, 0xbf):
          index += 3
          continue
        default: break
        }
      }
      kept.append(name[index])
      index += 1
    }
    return kept
  }
}
