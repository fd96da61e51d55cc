internal import CLibGit2

/// What a repository's config says about files.
struct WorkingTreeSettings: Sendable {
  /// `core.fileMode`: whether the executable bit on disk means anything.
  let fileMode: Bool
  /// `core.symlinks`: whether links are links.
  let symlinks: Bool
  /// `core.ignoreCase`.
  let ignoresCase: Bool
  /// `core.trustctime` and `core.checkStat=default`.
  let trustsChangeTime: Bool
  let checksInode: Bool
  /// What conversion holds for every file, from config and from the attributes outside of the tree.
  let conversion: Conversion
  /// The repository's and the user's ignore rules, the stronger first.
  let ignores: [IgnoreRules]
}

/// What has to be done to files between tree and disk, by the words of config and attributes.
///
/// Nearly every repository needs nothing; then no filter is ever looked up.
struct Conversion: OptionSet, Sendable {
  let rawValue: UInt8

  /// Files may be changed on their way into the repository.
  static let clean = Conversion(rawValue: 1)
  /// Files may be changed on their way out of it.
  static let smudge = Conversion(rawValue: 2)
  /// Text files get CRLF on their way out, where attributes say which are text.
  static let nativeCRLF = Conversion(rawValue: 4)

  /// What the words of a `.gitattributes` ask for.
  ///
  /// Wrong only to the safe side.
  static func asked(by attributes: [UInt8], given outer: Conversion) -> Conversion {
    var found: Conversion = []
    for word in ["text", "eol", "crlf", "ident", "filter", "working-tree-encoding", "[attr]"] {
      guard attributes.contains(sequence: Array(word.utf8)) else { continue }
      found.insert(.clean)
      switch word {
      case "text": if outer.contains(.nativeCRLF) { found.insert(.smudge) }
      case "eol": if attributes.contains(sequence: Array("eol=crlf".utf8)) { found.insert(.smudge) }
      case "crlf": if outer.contains(.nativeCRLF) { found.insert(.smudge) }
      default: found.insert(.smudge)
      }
    }
    return found
  }
}

extension Array<UInt8> {
  /// Whether these bytes stand somewhere in the array.
  func contains(sequence: [UInt8]) -> Bool {
    guard let first = sequence.first, count >= sequence.count else { return sequence.isEmpty }
    var index = 0
    while index <= count - sequence.count {
      if self[index] == first, self[index..<(index + sequence.count)].elementsEqual(sequence) { return true }
      index += 1
    }
    return false
  }
}
