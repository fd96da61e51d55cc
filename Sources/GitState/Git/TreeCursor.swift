/// Steps through a tree's bytes: `mode SP name NUL id`, again and again, in the tree's own order.
///
/// Nothing is allocated for an entry until its name or version is asked for, so that large folders which are equal on
/// all sides cost no more than a comparison of bytes.
struct TreeCursor {
  private let bytes: [UInt8]
  private var end = 0
  private var nameStart = 0
  private var nameEnd = 0
  private(set) var mode: EntryMode = .file
  /// Whether it stands on an entry.
  private(set) var isLive = true

  /// Stands on the first entry; nil where the bytes are no tree.
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard advance() else { return nil }
  }

  /// Goes on to the next entry, or past the last.
  ///
  /// - Returns: false where the bytes are no tree.
  mutating func advance() -> Bool {
    guard end < bytes.count else {
      isLive = false
      return true
    }
    var index = end
    var mode: UInt32 = 0
    while index < bytes.count, bytes[index] != UInt8(ascii: " ") {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 8 else { return false }
      mode = mode << 3 | UInt32(digit)
      index += 1
    }
    nameStart = index + 1
    index = nameStart
    while index < bytes.count, bytes[index] != 0 { index += 1 }
    guard index + 20 < bytes.count else { return false }
    nameEnd = index
    end = index + 21
    self.mode = EntryMode(canonical: mode)
    return true
  }

  var name: [UInt8] { Array(bytes[nameStart..<nameEnd]) }

  var nameSlice: ArraySlice<UInt8> { bytes[nameStart..<nameEnd] }

  var id: ObjectID {
    bytes.withUnsafeBytes { ObjectID(bytes: $0[(nameEnd + 1)..<(nameEnd + 21)]) ?? .zero }
  }

  var version: FileVersion { FileVersion(mode, id) }

  /// Below zero where this entry comes before the other's in a tree's order, which takes a folder as if its name
  /// ended in `/`; zero where both have the same name and are both folders or both not.
  func order(_ other: TreeCursor) -> Int {
    bytes.withUnsafeBytes { mine in
      other.bytes.withUnsafeBytes { theirs in
        var left = nameStart
        var right = other.nameStart
        while left < nameEnd, right < other.nameEnd {
          if mine[left] != theirs[right] { return Int(mine[left]) - Int(theirs[right]) }
          left += 1
          right += 1
        }
        let last: UInt8 = left < nameEnd ? mine[left] : mode == .directory ? UInt8(ascii: "/") : 0
        let otherLast: UInt8 =
          right < other.nameEnd ? theirs[right] : other.mode == .directory ? UInt8(ascii: "/") : 0
        if last != otherLast { return Int(last) - Int(otherLast) }
        return (nameEnd - left) - (other.nameEnd - right)
      }
    }
  }

  /// Whether both entries hold the same object in the same mode.
  func holdsSame(as other: TreeCursor) -> Bool {
    guard mode == other.mode else { return false }
    return bytes.withUnsafeBytes { mine in
      other.bytes.withUnsafeBytes { theirs in
        for offset in 1...20 where mine[nameEnd + offset] != theirs[other.nameEnd + offset] { return false }
        return true
      }
    }
  }
}
