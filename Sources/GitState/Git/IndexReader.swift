/// Takes the bytes of an index apart, as git's `index-format` has them: versions 2, 3 and 4.
struct IndexReader {
  enum Outcome {
    case whole, broken
    /// It needs an extension that is not served, by its four letters: `link`, another index beside it, or `sdir`, folders in
    /// place of their files.
    case foreign(String)
  }

  private(set) var entries: [IndexEntry] = []
  private(set) var offsets: [Int] = []
  /// The tree of all entries, by the extension `TREE`, where it holds.
  private(set) var tree: ObjectID?
  /// Whether an entry has no name: it stands for one of the index beside a split one, and only there is it none of ours.
  private var hasNameless = false

  mutating func read(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    guard bytes.count >= 32, word(bytes, 0) == 0x4449_5243 else { return .broken }
    let version = word(bytes, 4)
    guard (2...4).contains(version) else { return .broken }
    let count = Int(word(bytes, 8))
    let end = bytes.count - 20
    guard count <= (end - 12) / 62 else { return .broken }
    entries.reserveCapacity(count)
    offsets.reserveCapacity(count)
    var place = 12
    var last: [UInt8] = []
    for _ in 0..<count {
      guard let next = entry(bytes, at: place, until: end, version, &last) else { return .broken }
      place = next
    }
    while place + 8 <= end {
      let size = Int(word(bytes, place + 4))
      guard size <= end - place - 8 else { return .broken }
      // What begins with a capital may be passed over.
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[place]) else {
        return .foreign(String(decoding: bytes[place..<place + 4], as: UTF8.self))
      }
      if word(bytes, place) == 0x5452_4545 {
        tree = root(UnsafeRawBufferPointer(rebasing: bytes[(place + 8)..<(place + 8 + size)]))
      }
      place += 8 + size
    }
    return hasNameless ? .broken : .whole
  }

  /// Reads one entry.
  ///
  /// - Returns: where the next one begins; nil where it is none.
  private mutating func entry(
    _ bytes: UnsafeRawBufferPointer, at start: Int, until end: Int, _ version: UInt32, _ last: inout [UInt8]
  ) -> Int? {
    guard start + 63 <= end else { return nil }
    let flags = word(bytes, start + 60) >> 16
    var place = start + 62
    var further: UInt32 = 0
    if flags & 0x4000 != 0 {
      guard version > 2 else { return nil }
      further = word(bytes, start + 62) >> 16
      place += 2
    }
    var kept = 0
    if version == 4 {
      guard let (cut, next) = number(bytes, at: place, until: end), cut <= last.count else { return nil }
      kept = last.count - cut
      place = next
    }
    var stop = place
    let known = Int(flags & 0xfff)
    if version < 4, known < 0xfff { stop = place + known }
    guard stop < end else { return nil }
    while bytes[stop] != 0 {
      stop += 1
      guard stop < end else { return nil }
    }
    let path = Array(last[..<kept]) + bytes[place..<stop]
    let next = version == 4 ? stop + 1 : start + ((stop - start + 8) & ~7)
    if path.isEmpty {
      hasNameless = true
      return next
    }
    var seen = IndexEntry.Seen.nothing
    seen.changed = (Int32(bitPattern: word(bytes, start)), word(bytes, start + 4))
    seen.modified = (Int32(bitPattern: word(bytes, start + 8)), word(bytes, start + 12))
    (seen.device, seen.inode) = (word(bytes, start + 16), word(bytes, start + 20))
    (seen.user, seen.group) = (word(bytes, start + 28), word(bytes, start + 32))
    seen.size = word(bytes, start + 36)
    var entry = IndexEntry(
      path: GitPath(bytes: path), mode: EntryMode(canonical: word(bytes, start + 24)),
      id: ObjectID(at: bytes, start + 40), stage: Int(flags >> 12 & 3), seen: seen)
    entry.isAssumedUnchanged = flags & 0x8000 != 0
    entry.isIntentToAdd = further & 0x2000 != 0
    entry.skipsWorktree = further & 0x4000 != 0
    if let before = entries.last {
      guard before.path < entry.path || (before.path == entry.path && before.stage < entry.stage) else {
        return nil
      }
    }
    entries.append(entry)
    offsets.append(start)
    if version == 4 { last = path }
    return next
  }

  /// The id that the first record of the extension holds; nil where git knew it no more.
  private func root(_ bytes: UnsafeRawBufferPointer) -> ObjectID? {
    guard let line = bytes.firstIndex(of: UInt8(ascii: "\n")), bytes[0] == 0, bytes[1] != UInt8(ascii: "-"),
      bytes.count >= line + 21
    else { return nil }
    return ObjectID(at: bytes, line + 1)
  }

  /// The number that version 4 writes before what a path adds to the last one.
  private func number(
    _ bytes: UnsafeRawBufferPointer, at start: Int, until end: Int
  ) -> (value: Int, next: Int)? {
    var place = start
    var value = 0
    while place < end, place < start + 8 {
      let byte = bytes[place]
      value = value << 7 | Int(byte & 0x7f)
      place += 1
      if byte & 0x80 == 0 { return (value, place) }
      value += 1
    }
    return nil
  }

  private func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt32 {
    UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
  }
}

extension ObjectID {
  /// The id whose 20 bytes stand at that place.
  init(at bytes: UnsafeRawBufferPointer, _ place: Int) {
    self.init(
      high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)),
      middle: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self)),
      low: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place + 16, as: UInt32.self)))
  }
}
