/// The patterns of one ignore file; the last one that matches decides.
package struct IgnoreRules: Sendable {
  let patterns: [IgnorePattern]

  /// The rules that a file's bytes spell.
  package init(_ bytes: [UInt8], ignoresCase: Bool = false) {
    var text = bytes[...]
    if text.starts(with: [0xef, 0xbb, 0xbf]) { text = text.dropFirst(3) }
    patterns = text.split(separator: UInt8(ascii: "\n")).compactMap {
      IgnorePattern(line: $0, ignoresCase: ignoresCase)
    }
  }

  /// Whether a path is ignored by these rules, or taken back in; nil where none of them speaks of it.
  ///
  /// - Parameter path: relative to the folder of the ignore file.
  package func verdict(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool? {
    for pattern in patterns.reversed() where pattern.matches(path, isFolder: isFolder) {
      return !pattern.isNegated
    }
    return nil
  }

  /// Whether something below that folder may be named by these rules.
  package func mayNameBelow(_ folder: ArraySlice<UInt8>) -> Bool {
    patterns.contains { !$0.isNegated && $0.mayMatchBelow(folder) }
  }
}

/// The ignore rules that hold in one folder: its own file's, its parents', then the repository's and the user's.
final class IgnoreLevel: Sendable {
  private let parent: IgnoreLevel?
  /// How many bytes of a path stand before what these rules match.
  private let depth: Int
  private let rules: IgnoreRules?
  /// The repository's `info/exclude`, then the user's `core.excludesFile`: only at the root.
  private let further: [IgnoreRules]
  /// Whether the folder itself is ignored: then all that is in it is, whatever a rule below says.
  let isIgnored: Bool

  /// The root of a working tree.
  init(rules: IgnoreRules?, further: [IgnoreRules]) {
    parent = nil
    depth = 0
    self.rules = rules
    self.further = further
    isIgnored = false
  }

  /// A folder in another; its path ends without a slash.
  init(in parent: IgnoreLevel, path: [UInt8], rules: IgnoreRules?) {
    self.parent = parent
    depth = path.count + 1
    self.rules = rules
    further = []
    isIgnored = parent.isIgnored || parent.ignores(path, isFolder: true)
  }

  /// Whether git ignores that path, which stands in this folder and is not tracked.
  func ignores(_ path: [UInt8], isFolder: Bool) -> Bool {
    if isIgnored { return true }
    var level: IgnoreLevel? = self
    while let now = level {
      if let verdict = now.rules?.verdict(path[now.depth...], isFolder: isFolder) { return verdict }
      for rules in now.further {
        if let verdict = rules.verdict(path[...], isFolder: isFolder) { return verdict }
      }
      level = now.parent
    }
    return false
  }
}
