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
  package func appending(_ name: [UInt8]) -> GitPath {
    bytes.isEmpty ? GitPath(bytes: name) : GitPath(bytes: bytes + [UInt8(ascii: "/")] + name)
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
