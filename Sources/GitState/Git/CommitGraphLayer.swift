internal import Files

/// One file of a commit-graph, whose chunks were found to lie within it.
///
/// Format: `gitformat-commit-graph`, version 1 with SHA-1.
struct CommitGraphLayer {
  /// A commit as it stands there.
  struct Entry {
    /// Places, through all layers.
    let parents: [Int]
    let date: Int64
  }

  /// How many commits the layers below hold.
  let below: Int
  var count: Int { ids.count }
  private let file: MappedFile
  private let ids: IDTable
  /// Where the data of each begin, and the parents beyond two.
  private let data: Int
  private let edges: Range<Int>

  private static let head = 8
  private static let row = 12
  private static let entry = 36
  private static let checksum = 20
  /// Where a parent's place would stand, and there is none.
  private static let none: UInt32 = 0x7000_0000
  /// In a second parent's place: the others follow in the list of edges, whose last one has it too.
  private static let flag: UInt32 = 0x8000_0000

  /// Four letters as they stand in the file.
  private static func name(_ letters: String) -> UInt32 { letters.utf8.reduce(0) { $0 << 8 | UInt32($1) } }

  /// - Parameters:
  ///   - below: how many commits the layers below hold.
  ///   - number: how many layers are below.
  init?(_ file: MappedFile, above below: Int, number: Int) {
    guard file.count >= Self.head, file.word(at: 0) == Self.name("CGPH") else { return nil }
    // The version, the sort of ids, how many chunks there are, and how many layers below.
    let kind = file.word(at: 4)
    guard kind >> 16 == 0x0101, kind & 0xff == number else { return nil }
    // One row more than there are chunks: each ends where the next begins.
    let rows = Self.head + (Int(kind >> 8 & 0xff) + 1) * Self.row
    guard rows <= file.count, file.long(at: rows - 8) == file.count - Self.checksum else { return nil }
    func chunk(_ name: String) -> Range<Int>? {
      for row in stride(from: Self.head, to: rows - Self.row, by: Self.row)
      where file.word(at: row) == Self.name(name) {
        let (start, end) = (file.long(at: row + 4), file.long(at: row + Self.row + 4))
        return start >= rows && start <= end && end <= file.count ? Int(start)..<Int(end) : nil
      }
      return nil
    }
    guard let fanout = chunk("OIDF"), fanout.count >= 1_024, let names = chunk("OIDL"),
      let data = chunk("CDAT"),
      let ids = IDTable(in: file, fanout: fanout.lowerBound, ids: names), data.count >= ids.count * Self.entry
    else { return nil }
    (self.file, self.below, self.ids) = (file, below, ids)
    self.data = data.lowerBound
    edges = chunk("EDGE") ?? 0..<0
  }

  /// Where a commit stands in this layer.
  func place(of id: ObjectID) -> Int? { ids.place(of: id) }

  /// The id at a place of this layer that is less than ``count``.
  func id(at place: Int) -> ObjectID { ids[place] }

  /// What stands at a place of this layer that is less than ``count``; nil where its parents can't be found.
  func entry(at place: Int) -> Entry? {
    let start = data + place * Self.entry + 20
    var parents: [Int] = []
    let first = file.word(at: start)
    if first != Self.none { parents.append(Int(first)) }
    let second = file.word(at: start + 4)
    if second & Self.flag != 0 {
      var edge = edges.lowerBound + Int(second & ~Self.flag) * 4
      while true {
        guard edge >= edges.lowerBound, edge + 4 <= edges.upperBound else { return nil }
        let next = file.word(at: edge)
        parents.append(Int(next & ~Self.flag))
        if next & Self.flag != 0 { break }
        edge += 4
      }
    } else if second != Self.none {
      parents.append(Int(second))
    }
    // The date has 34 bits; those before them say how far a commit is from the first ones.
    let date = Int64(file.word(at: start + 8) & 3) << 32 | Int64(file.word(at: start + 12))
    return Entry(parents: parents, date: date)
  }
}
