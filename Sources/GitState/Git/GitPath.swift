/// A path inside a tree, as git holds it: bytes, `/` between components, no `/` at either end.
///
/// Names in git are bytes, not text: what isn't UTF-8 must come out of a checkout as it went in.
package struct GitPath: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  package init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// The path as text, with U+FFFD where it is not UTF-8.
  package var description: String { String(decoding: bytes, as: UTF8.self) }

  /// This path with one more component; the empty path is the root.
  package func appending(_ name: some Collection<UInt8>) -> GitPath {
    GitPath(bytes: bytes.isEmpty ? Array(name) : bytes + CollectionOfOne(UInt8(ascii: "/")) + name)
  }

  /// The components, first to last; none for the root.
  package var components: [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).filter {
      !bytes.isEmpty || !$0.isEmpty
    }
  }

  /// The path of the folder that holds this one; the empty path for what stands in the root.
  package var parent: GitPath {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return .root }
    return GitPath(bytes: Array(bytes[..<slash]))
  }

  /// The last component.
  package var name: [UInt8] {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return bytes }
    return Array(bytes[(slash + 1)...])
  }

  /// The empty path.
  package static let root = GitPath(bytes: [])

  /// Whether this path stands somewhere below that folder.
  package func isBelow(_ folder: GitPath) -> Bool {
    if folder.bytes.isEmpty { return !bytes.isEmpty }
    return bytes.count > folder.bytes.count + 1 && bytes[folder.bytes.count] == UInt8(ascii: "/")
      && bytes.starts(with: folder.bytes)
  }

  /// By bytes, as an index is sorted.
  package static func < (left: GitPath, right: GitPath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

/// What a tree entry is, by its mode.
package enum EntryMode: UInt32, Hashable, Sendable {
  case directory = 0o040000
  case file = 0o100644
  case executable = 0o100755
  case link = 0o120000
  case submodule = 0o160000

  /// The mode that git's own reading makes of any stored number (old trees hold 100664).
  package init(canonical mode: UInt32) {
    switch mode & 0o170000 {
    case 0o040000: self = .directory
    case 0o120000: self = .link
    case 0o160000: self = .submodule
    default: self = mode & 0o100 != 0 ? .executable : .file
    }
  }

  /// Whether it is a file with text or data of its own: neither a link nor a folder nor a submodule.
  package var isRegular: Bool { self == .file || self == .executable }

  /// Whether both are files, both links, both folders or both submodules.
  package func isSameType(as other: EntryMode) -> Bool {
    self == other || (isRegular && other.isRegular)
  }
}

/// What stands at a path on one side of a comparison.
package struct FileVersion: Hashable, Sendable {
  package let mode: EntryMode
  package let id: ObjectID

  package init(_ mode: EntryMode, _ id: ObjectID) {
    self.mode = mode
    self.id = id
  }
}

/// One entry of a tree.
package struct TreeEntry: Hashable, Sendable {
  package let name: [UInt8]
  package let mode: EntryMode
  package let id: ObjectID

  package init(name: [UInt8], mode: EntryMode, id: ObjectID) {
    self.name = name
    self.mode = mode
    self.id = id
  }
}
