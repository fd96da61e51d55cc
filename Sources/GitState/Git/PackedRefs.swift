/// The bytes of `packed-refs`: one line a ref, `<id> <name>`, each perhaps followed by `^<id>` of what a tag names.
struct PackedRefs: Sendable {
  private let bytes: [UInt8]
  /// Where the first line of a ref begins.
  private let start: Int
  /// Whether the header promises that names ascend.
  private let isSorted: Bool

  static let none = PackedRefs([])

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var index = 0
    var sorted = false
    while index < bytes.count, bytes[index] == UInt8(ascii: "#") {
      let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      sorted = sorted || String(decoding: bytes[index..<end], as: UTF8.self).contains(" sorted")
      index = min(end + 1, bytes.count)
    }
    start = index
    isSorted = sorted
  }

  /// One ref's line.
  struct Line {
    let name: ArraySlice<UInt8>
    let id: ObjectID
    /// All that the ref takes up, a peeled line included.
    let range: Range<Int>
  }

  /// The ref of that name; nil where it is not packed.
  func line(_ name: String) -> Line? {
    let wanted = Array(name.utf8)
    var found: Line?
    visit(from: wanted) { line in
      if line.name.elementsEqual(wanted) { found = line }
      return found == nil && (!isSorted || !wanted.lexicographicallyPrecedes(line.name))
    }
    return found
  }

  /// Visits the refs whose names begin so.
  func visit(below prefix: String, _ body: (Line) -> Void) {
    let wanted = Array(prefix.utf8)
    visit(from: wanted) { line in
      if line.name.starts(with: wanted) {
        body(line)
        return true
      }
      return !isSorted || line.name.lexicographicallyPrecedes(wanted)
    }
  }

  /// The file without those refs; nil where none of them is in it.
  func removing(_ names: [String]) -> [UInt8]? {
    let gone = names.compactMap { line($0)?.range }.sorted { $0.lowerBound < $1.lowerBound }
    guard !gone.isEmpty else { return nil }
    var rest: [UInt8] = []
    var place = 0
    for range in gone {
      rest += bytes[place..<range.lowerBound]
      place = range.upperBound
    }
    return rest + bytes[place...]
  }

  /// Visits lines while `body` answers true: in a sorted file from the first name that is not less than `wanted`.
  private func visit(from wanted: [UInt8], _ body: (Line) -> Bool) {
    var index = isSorted ? lowerBound(wanted) : start
    while index < bytes.count {
      let next = lineEnd(after: index)
      if let line = parse(index, next), !body(line) { return }
      index = next
    }
  }

  /// Where the first line begins whose name is not less than `wanted`.
  private func lowerBound(_ wanted: [UInt8]) -> Int {
    var low = start
    var high = bytes.count
    while low < high {
      let middle = lineStart(before: low + (high - low) / 2, from: low)
      let next = lineEnd(after: middle)
      guard next - middle > 42, bytes[middle + 40] == UInt8(ascii: " ") else { return start }
      if precedes(middle + 41, wanted) { low = next } else { high = middle }
    }
    return low
  }

  /// Whether the name that begins there, and ends with its line, is less.
  private func precedes(_ start: Int, _ wanted: [UInt8]) -> Bool {
    var index = start
    for byte in wanted {
      guard index < bytes.count, bytes[index] > UInt8(ascii: "\r") else { return true }
      if bytes[index] != byte { return bytes[index] < byte }
      index += 1
    }
    return false
  }

  /// The start of the ref that this byte belongs to.
  private func lineStart(before index: Int, from low: Int) -> Int {
    var index = index
    while index > low {
      if bytes[index - 1] == UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "^") { return index }
      index -= 1
    }
    return low
  }

  /// Where the next ref begins: behind this one's line and its peeled line.
  private func lineEnd(after index: Int) -> Int {
    var next = index
    repeat {
      while next < bytes.count, bytes[next] != UInt8(ascii: "\n") { next += 1 }
      next = min(next + 1, bytes.count)
    } while next < bytes.count && bytes[next] == UInt8(ascii: "^")
    return next
  }

  private func parse(_ start: Int, _ end: Int) -> Line? {
    guard end - start > 42, bytes[start + 40] == UInt8(ascii: " "),
      let id = bytes.withUnsafeBytes({ ObjectID(hex: $0[start..<(start + 40)]) })
    else { return nil }
    let name = bytes[(start + 41)..<end].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return Line(name: name, id: id, range: start..<end)
  }
}
