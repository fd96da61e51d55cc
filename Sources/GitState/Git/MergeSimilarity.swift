/// What a file is made of, as far as its likeness to another matters: how many bytes stand in which lines.
///
/// A chunk ends with a line break or after 64 bytes; chunks are told apart by a hash of 17 bits, as git does it, so that
/// the same renames are found.
struct ContentSketch {
  private(set) var counts: [Int32: Int] = [:]
  let size: Int

  init(_ bytes: [UInt8]) {
    size = bytes.count
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
        counts[Int32((low &+ high &* 0x61) % 107_927), default: 0] += length
        (high, low, length) = (0, 0, 0)
      }
    }
    if length > 0 { counts[Int32((low &+ high &* 0x61) % 107_927), default: 0] += length }
  }

  /// How alike two files are, from 0 to 60000: the share of the larger that both have.
  func likeness(to other: ContentSketch) -> Int {
    let largest = max(size, other.size)
    guard size > 0, other.size > 0 else { return 0 }
    var shared = 0
    let (few, many) = counts.count < other.counts.count ? (counts, other.counts) : (other.counts, counts)
    for (chunk, count) in few { shared += min(count, many[chunk] ?? 0) }
    return Int(Double(shared) * 60_000 / Double(largest))
  }
}

/// Whether git takes these bytes for data rather than text: a NUL among the first 8000.
func isBinary(_ bytes: [UInt8]) -> Bool {
  bytes.prefix(8000).contains(0)
}
