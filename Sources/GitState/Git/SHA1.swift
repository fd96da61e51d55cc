/// SHA-1 of bytes that are no object: the sum at the end of an index and of a pack.
///
/// libgit2 has no function for it, and the names of objects are its own affair, because it looks for collisions as well.
struct SHA1 {
  private var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0
  )

  /// The 20 bytes for those bytes.
  static func sum(_ bytes: [UInt8], count: Int? = nil) -> [UInt8] {
    let count = count ?? bytes.count
    var sum = SHA1()
    bytes.withUnsafeBytes { buffer in
      let whole = count & ~63
      sum.take(UnsafeRawBufferPointer(rebasing: buffer[..<whole]))
      var rest = [UInt8](buffer[whole..<count])
      rest.append(0x80)
      while rest.count & 63 != 56 { rest.append(0) }
      for shift in stride(from: 56, through: 0, by: -8) {
        rest.append(UInt8(truncatingIfNeeded: (count << 3) >> shift))
      }
      rest.withUnsafeBytes { sum.take($0) }
    }
    let (a, b, c, d, e) = sum.state
    return [a, b, c, d, e].flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
  }

  /// Takes whole blocks of 64 bytes.
  private mutating func take(_ bytes: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 80) { words in
      var start = 0
      while start < bytes.count {
        for place in 0..<16 {
          let word = bytes.loadUnaligned(fromByteOffset: start &+ place &* 4, as: UInt32.self)
          words[place] = UInt32(bigEndian: word)
        }
        for place in 16..<80 {
          let word = words[place &- 3] ^ words[place &- 8] ^ words[place &- 14] ^ words[place &- 16]
          words[place] = word << 1 | word >> 31
        }
        mix(words)
        start &+= 64
      }
    }
  }

  private mutating func mix(_ words: UnsafeMutableBufferPointer<UInt32>) {
    var (a, b, c, d, e) = state
    @inline(__always) func round(_ place: Int, _ mixed: UInt32, _ constant: UInt32) {
      let next = (a << 5 | a >> 27) &+ mixed &+ e &+ constant &+ words[place]
      (e, d, c, b, a) = (d, c, b << 30 | b >> 2, a, next)
    }
    for place in 0..<20 { round(place, d ^ (b & (c ^ d)), 0x5a82_7999) }
    for place in 20..<40 { round(place, b ^ c ^ d, 0x6ed9_eba1) }
    for place in 40..<60 { round(place, (b & c) | (d & (b | c)), 0x8f1b_bcdc) }
    for place in 60..<80 { round(place, b ^ c ^ d, 0xca62_c1d6) }
    state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
  }
}
