/// The bytes that a `[…]` of an ignore pattern takes.
struct ByteSet: Sendable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  func contains(_ byte: UInt8) -> Bool {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    return switch byte >> 6 {
    case 0: words.0 & bit != 0
    case 1: words.1 & bit != 0
    case 2: words.2 & bit != 0
    default: words.3 & bit != 0
    }
  }

  mutating func insert(_ byte: UInt8) {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  private var inverted: ByteSet {
    var other = ByteSet()
    other.words = (~words.0, ~words.1, ~words.2, ~words.3)
    return other
  }

  /// The same, where a capital letter is as good as a small one.
  var ignoringCase: ByteSet {
    var other = self
    for byte in UInt8(ascii: "a")...UInt8(ascii: "z") where contains(byte) || contains(byte - 32) {
      other.insert(byte)
      other.insert(byte - 32)
    }
    return other
  }

  /// Reads the set that begins at `start`; the place after its `]`.
  ///
  /// Nil where it has no end.
  static func parse(_ text: [UInt8], at start: Int) -> (ByteSet, Int)? {
    var set = ByteSet()
    var index = start + 1
    guard index < text.count else { return nil }
    let negated = text[index] == UInt8(ascii: "!") || text[index] == UInt8(ascii: "^")
    if negated { index += 1 }
    var previous: UInt8?
    var first = true
    while index < text.count {
      var byte = text[index]
      if byte == UInt8(ascii: "]"), !first { return (negated ? set.inverted : set, index + 1) }
      first = false
      if byte == UInt8(ascii: "["), index + 1 < text.count, text[index + 1] == UInt8(ascii: ":"),
        let end = text[(index + 2)...].firstIndex(of: UInt8(ascii: "]")), text[end - 1] == UInt8(ascii: ":"),
        end - 1 >= index + 2
      {
        guard let members = named(String(decoding: text[(index + 2)..<(end - 1)], as: UTF8.self)) else {
          return nil
        }
        for member in members { set.insert(member) }
        previous = nil
        index = end + 1
        continue
      }
      if byte == UInt8(ascii: "-"), let low = previous, index + 1 < text.count,
        text[index + 1] != UInt8(ascii: "]")
      {
        index += 1
        byte = text[index]
        if byte == UInt8(ascii: "\\") {
          index += 1
          guard index < text.count else { return nil }
          byte = text[index]
        }
        if low <= byte { for member in low...byte { set.insert(member) } }
        previous = nil
        index += 1
        continue
      }
      if byte == UInt8(ascii: "\\") {
        index += 1
        guard index < text.count else { return nil }
        byte = text[index]
      }
      set.insert(byte)
      previous = byte
      index += 1
    }
    return nil
  }

  /// The members of a POSIX class in the C locale; nil for a name that is none.
  private static func named(_ name: String) -> [UInt8]? {
    let all = UInt8.min...UInt8(127)
    let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
    let isUpper = { (byte: UInt8) in (65...90).contains(byte) }
    let isLower = { (byte: UInt8) in (97...122).contains(byte) }
    let isGraph = { (byte: UInt8) in (33...126).contains(byte) }
    let isAlnum = { (byte: UInt8) in isDigit(byte) || isUpper(byte) || isLower(byte) }
    switch name {
    case "alnum": return all.filter(isAlnum)
    case "alpha": return all.filter { isUpper($0) || isLower($0) }
    case "blank": return [9, 32]
    case "cntrl": return all.filter { $0 < 32 || $0 == 127 }
    case "digit": return all.filter(isDigit)
    case "graph": return all.filter(isGraph)
    case "lower": return all.filter(isLower)
    case "print": return all.filter { (32...126).contains($0) }
    case "punct": return all.filter { isGraph($0) && !isAlnum($0) }
    case "space": return [9, 10, 11, 12, 13, 32]
    case "upper": return all.filter(isUpper)
    case "xdigit": return all.filter { isDigit($0) || (65...70).contains($0) || (97...102).contains($0) }
    default: return nil
    }
  }
}
