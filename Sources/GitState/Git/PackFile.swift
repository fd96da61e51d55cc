internal import Files

/// A pack with its index, in which what is stored whole is found by two looks.
///
/// Format: `gitformat-pack`, an index of version 2 with SHA-1. Whatever is not as it says is as if it were not there.
struct PackFile {
  /// Where an object lies that is stored whole, deflated from ``start`` on.
  struct Place {
    let start: Int
    let size: Int
  }

  let pack: MappedFile
  private let index: MappedFile
  private let ids: IDTable
  /// Where the index tells offsets, and those that take eight bytes.
  private let offsets: Int
  private let longOffsets: Int

  private static let checksum = 20
  /// The counts begin behind the name and the version.
  private static let fanout = 8

  /// - Parameter path: of both files, without `.idx` and `.pack`.
  init?(_ path: String) {
    guard let index = MappedFile(path + ".idx"), let pack = MappedFile(path + ".pack"),
      index.count >= Self.fanout + 1_024, index.word(at: 0) == 0xff74_4f63, index.word(at: 4) == 2,
      let ids = IDTable(in: index, fanout: Self.fanout, ids: Self.fanout + 1_024..<index.count)
    else { return nil }
    // Of each object the id, a checksum and an offset; at the end the checksums of both files.
    offsets = Self.fanout + 1_024 + ids.count * 24
    longOffsets = offsets + ids.count * 4
    guard longOffsets + 2 * Self.checksum <= index.count, pack.count >= 12 + Self.checksum,
      pack.word(at: 0) == 0x5041_434b, (2...3).contains(pack.word(at: 4)), pack.word(at: 8) == ids.count
    else { return nil }
    (self.index, self.pack, self.ids) = (index, pack, ids)
  }

  /// Where a blob lies; nil where it is not here, or not whole.
  func blob(_ id: ObjectID) -> Place? {
    guard let place = ids.place(of: id), let offset = offset(at: place) else { return nil }
    var next = offset
    func byte() -> UInt8? {
      guard next < pack.count - Self.checksum else { return nil }
      defer { next += 1 }
      return pack[next]
    }
    // Three bits of kind, four of the size, and seven more with each byte that follows.
    guard var head = byte(), head >> 4 & 7 == 3 else { return nil }
    var size = Int(head & 15)
    var shift = 4
    while head & 0x80 != 0 {
      guard shift < 56, let more = byte() else { return nil }
      head = more
      size |= Int(head & 0x7f) << shift
      shift += 7
    }
    return Place(start: next, size: size)
  }

  /// What is deflated from a place on lies before that.
  var end: Int { pack.count - Self.checksum }

  private func offset(at place: Int) -> Int? {
    let short = index.word(at: offsets + place * 4)
    guard short & 0x8000_0000 != 0 else { return Int(short) < end ? Int(short) : nil }
    let long = longOffsets + Int(short & 0x7fff_ffff) * 8
    guard long + 8 <= index.count - 2 * Self.checksum else { return nil }
    return Int(exactly: index.long(at: long)).flatMap { $0 < end ? $0 : nil }
  }
}
