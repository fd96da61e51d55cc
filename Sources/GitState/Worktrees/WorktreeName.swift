/// The name of a folder below `.worktrees/`: `worker-1`, `1f3a9c02-api`.
///
/// Checked once, here.
package struct WorktreeName: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  /// The name; nil unless it is `[A-Za-z0-9][A-Za-z0-9._-]{0,79}`, without `..`, not ending in `.` or `.lock`.
  package init?(_ text: String) {
    let letters: (UInt8) -> Bool = {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
    guard let first = text.utf8.first, letters(first), text.utf8.count <= 80,
      text.utf8.allSatisfy({ letters($0) || $0 == 0x2e || $0 == 0x5f || $0 == 0x2d }),
      !text.contains(".."), !text.hasSuffix("."), !text.lowercased().hasSuffix(".lock")
    else { return nil }
    self.text = text
  }

  package var description: String { text }
}
