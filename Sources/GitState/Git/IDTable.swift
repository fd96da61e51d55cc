internal import Files

/// Ids in order, behind 256 counts by their first byte, as git writes them into a pack's index and a commit-graph.
struct IDTable {
  let count: Int
  private let file: MappedFile
  /// Where the counts begin, and the ids.
  private let fanout: Int
  private let ids: Int

  /// - Precondition: the counts lie within the file.
  /// - Returns: nil where the ids do not.
  init?(in file: MappedFile, fanout: Int, ids: Range<Int>) {
    count = Int(file.word(at: fanout + 1_020))
    guard ids.upperBound <= file.count, ids.count >= count * 20 else { return nil }
    (self.file, self.fanout, self.ids) = (file, fanout, ids.lowerBound)
  }

  /// Where an id stands; nil where it does not.
  func place(of id: ObjectID) -> Int? {
    let first = Int(id.firstByte)
    var low = first == 0 ? 0 : Int(file.word(at: fanout + (first - 1) * 4))
    var high = min(Int(file.word(at: fanout + first * 4)), count)
    while low < high {
      let middle = (low + high) / 2
      let found = self[middle]
      if found == id { return middle }
      if found < id { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// The id at a place that is less than ``count``.
  subscript(place: Int) -> ObjectID {
    let start = ids + place * 20
    return ObjectID(
      high: file.long(at: start), middle: file.long(at: start + 8), low: file.word(at: start + 16))
  }
}
