internal import CLibGit2

/// The SHA-1 name of an object.
package struct ObjectID: Hashable, Sendable, CustomStringConvertible {
  private let high: UInt64
  private let middle: UInt64
  private let low: UInt32

  /// The id that no object has.
  package static let zero = ObjectID(high: 0, middle: 0, low: 0)

  init(high: UInt64, middle: UInt64, low: UInt32) {
    self.high = high
    self.middle = middle
    self.low = low
  }

  /// The id that 40 hex digits spell; nil for anything else.
  package init?(_ hex: String) {
    self.init(hex[...])
  }

  /// The same of a part of a text.
  package init?(_ hex: Substring) {
    var hex = hex
    guard let id = hex.withUTF8({ $0.count == 40 ? ObjectID(hex: UnsafeRawBufferPointer($0)[...]) : nil })
    else { return nil }
    self = id
  }

  /// The id that 40 hex digits spell at the start of these bytes: for parsers, which read many.
  init?(hex bytes: UnsafeRawBufferPointer.SubSequence) {
    guard bytes.count >= 40 else { return nil }
    var index = bytes.startIndex
    func word(_ digits: Int) -> UInt64? {
      var word: UInt64 = 0
      for _ in 0..<digits {
        let value = hexValues[Int(bytes[index])]
        guard value < 16 else { return nil }
        word = word << 4 | UInt64(value)
        index += 1
      }
      return word
    }
    guard let high = word(16), let middle = word(16), let low = word(8) else { return nil }
    self.init(high: high, middle: middle, low: UInt32(truncatingIfNeeded: low))
  }

  /// The id whose 20 bytes these are; nil for any other count.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 20 else { return nil }
    var words: (UInt64, UInt64, UInt32) = (0, 0, 0)
    for (index, byte) in bytes.enumerated() {
      switch index {
      case 0..<8: words.0 = words.0 << 8 | UInt64(byte)
      case 8..<16: words.1 = words.1 << 8 | UInt64(byte)
      default: words.2 = words.2 << 8 | UInt32(byte)
      }
    }
    self.init(high: words.0, middle: words.1, low: words.2)
  }

  /// The 20 bytes, first to last.
  package var bytes: [UInt8] {
    withUnsafeBytes(of: oid.id) { Array($0) }
  }

  /// In the order of their bytes.
  static func < (left: ObjectID, right: ObjectID) -> Bool {
    (left.high, left.middle, left.low) < (right.high, right.middle, right.low)
  }

  /// Ids are evenly spread as they are.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(high)
  }

  /// What a dictionary asks for: a walk asks it of every commit several times.
  package func _rawHashValue(seed: Int) -> Int { Int(truncatingIfNeeded: high) ^ seed }

  /// The byte that names its folder below `objects`.
  var firstByte: UInt8 { UInt8(truncatingIfNeeded: high >> 56) }

  package var isZero: Bool { self == .zero }

  /// The 40 hex digits, in lower case.
  package var description: String {
    String(unsafeUninitializedCapacity: 40) { buffer in
      var index = 0
      func spell(_ word: UInt64, bits: Int) {
        for shift in stride(from: bits - 4, through: 0, by: -4) {
          let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15
          buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
          index += 1
        }
      }
      spell(high, bits: 64)
      spell(middle, bits: 64)
      spell(UInt64(low), bits: 32)
      return index
    }
  }
}

extension ObjectID {
  init(_ oid: git_oid) {
    self = withUnsafeBytes(of: oid.id) { bytes in
      ObjectID(
        high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        middle: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
        low: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)))
    }
  }

  /// The id as libgit2 wants it.
  var oid: git_oid {
    var oid = git_oid()
    withUnsafeMutableBytes(of: &oid.id) { bytes in
      bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
      bytes.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
      bytes.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
    }
    return oid
  }
}

/// What each byte is worth as a hex digit; 255 where it is none.
private let hexValues: [UInt8] = (0..<256).map { byte in
  switch UInt8(byte) {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(byte) - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt8(byte) - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt8(byte) - UInt8(ascii: "A") + 10
  default: 255
  }
}
