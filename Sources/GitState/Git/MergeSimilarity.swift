/// What a file is made of, as far as its likeness to another matters: how many bytes stand in which lines.
///
/// A chunk ends with a line break or after 64 bytes; chunks are told apart by a hash of 17 bits, as git does it, so that
/// the same renames are found.
struct ContentSketch {
  /// Sorted by hash, each once.
  private let chunks: [(hash: UInt32, bytes: Int)]
  let size: Int

  init(_ bytes: [UInt8]) {
    size = bytes.count
    var counts: [UInt32: Int] = [:]
    let isText = !isBinary(bytes)
    var high: UInt32 = 0
    var low: UInt32 = 0
    var length = 0
    bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<bytes.count {
        let byte = bytes[index]
        if isText, byte == 0x0d, index + 1 < bytes.count, bytes[index + 1] == 0x0a { continue }
        let before = low
        low = (low << 7) ^ (high >> 25)
        high = (high << 7) ^ (before >> 25)
        low = low &+ UInt32(byte)
        length += 1
        if length < 64, byte != 0x0a { continue }
        counts[(low &+ high &* 0x61) % 107_927, default: 0] += length
        (high, low, length) = (0, 0, 0)
      }
    }
    // A last line without a line break counts as well.
    if length > 0 { counts[(low &+ high &* 0x61) % 107_927, default: 0] += length }
    chunks = counts.map { (hash: $0.key, bytes: $0.value) }.sorted { $0.hash < $1.hash }
  }

  /// How alike two files are, from 0 to 60000: the share of the larger that both have.
  func likeness(to other: ContentSketch) -> Int {
    let largest = max(size, other.size)
    guard size > 0, other.size > 0 else { return 0 }
    var shared = 0
    var mine = chunks[...]
    var theirs = other.chunks[...]
    while let left = mine.first, let right = theirs.first {
      if left.hash <= right.hash { mine.removeFirst() }
      if right.hash <= left.hash { theirs.removeFirst() }
      if left.hash == right.hash { shared += min(left.bytes, right.bytes) }
    }
    return Int(Double(shared) * 60_000 / Double(largest))
  }
}

/// Whether git takes these bytes for data rather than text: a NUL among the first 8000.
func isBinary(_ bytes: [UInt8]) -> Bool {
  bytes.prefix(8000).contains(0)
}
