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
  package init?(_ hex: some StringProtocol) {
    guard hex.utf8.count == 40 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20)
    var half: UInt8?
    for digit in hex.utf8 {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
      default: return nil
      }
      if let first = half {
        bytes.append(first << 4 | value)
        half = nil
      } else {
        half = value
      }
    }
    self.init(bytes: bytes)
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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20)
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: high >> UInt64(shift)))
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: middle >> UInt64(shift)))
    }
    for shift in stride(from: 24, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: low >> UInt32(shift)))
    }
    return bytes
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
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: 40) { buffer in
      var index = 0
      for byte in bytes {
        buffer[index] = digits[Int(byte >> 4)]
        buffer[index + 1] = digits[Int(byte & 15)]
        index += 2
      }
      return 40
    }
  }
}

extension ObjectID {
  init(_ oid: git_oid) {
    self = withUnsafeBytes(of: oid.id) { ObjectID(bytes: $0) ?? .zero }
  }

  /// The id as libgit2 wants it.
  var oid: git_oid {
    var oid = git_oid()
    let bytes = self.bytes
    withUnsafeMutableBytes(of: &oid.id) { $0.copyBytes(from: bytes) }
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
