internal import CLibGit2

/// The full name of a ref, checked once: `refs/heads/main`, `HEAD`.
package struct RefName: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let text: String

  /// The ref of that full name; nil where git would not take it, or where it begins with `-` anywhere.
  package init?(_ text: String) {
    guard text.utf8.count <= 1_000 else { return nil }
    var previous = UInt8(ascii: "/")
    for byte in text.utf8 {
      if byte < 0x20 || byte == 0x7f || (byte == UInt8(ascii: "-") && previous == UInt8(ascii: "/")) {
        return nil
      }
      previous = byte
    }
    Library.start()
    var valid: Int32 = 0
    guard git_reference_name_is_valid(&valid, text) == 0, valid == 1 else { return nil }
    self.text = text
  }

  /// The branch of that short name.
  package static func branch(_ name: String) -> RefName? {
    name.isEmpty ? nil : RefName("refs/heads/\(name)")
  }

  /// The short name of a branch; nil for any other ref.
  package var branchName: String? {
    text.hasPrefix("refs/heads/") ? String(text.dropFirst("refs/heads/".count)) : nil
  }

  package var description: String { text }

  package static func < (left: RefName, right: RefName) -> Bool { left.text < right.text }
}

/// What a move of a ref expects to find there.
package enum Expectation: Hashable, Sendable {
  case absent
  case tip(ObjectID)
}
