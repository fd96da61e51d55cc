extension JSONParser {
  /// Reads a string, the offset being at its opening quote.
  mutating func string() throws(JSONError) -> String {
    offset += 1
    let start = offset
    var isASCII = true
    let end = bytes.count
    while offset < end {
      let byte = bytes[offset]
      if byte == .quote {
        let text = bytes[start..<offset]
        if !isASCII { try checkUTF8(start..<offset) }
        offset += 1
        return String(decoding: text, as: UTF8.self)
      }
      if byte == .backslash { return try escapedString(from: start) }
      if byte < 0x20 { throw failure("byte \(byte) in a string; write it as an escape") }
      if byte >= 0x80 { isASCII = false }
      offset += 1
    }
    throw failure("the text ends inside a string")
  }

  /// Reads the rest of a string that has an escape, the offset being at its first backslash.
  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text: [UInt8] = []
    var run = start
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == .quote || byte == .backslash {
        try checkUTF8(run..<offset)
        text.append(contentsOf: bytes[run..<offset])
        offset += 1
        if byte == .quote { return String(decoding: text, as: UTF8.self) }
        try escape(into: &text)
        run = offset
      } else if byte < 0x20 {
        throw failure("byte \(byte) in a string; write it as an escape")
      } else {
        offset += 1
      }
    }
    throw failure("the text ends inside a string")
  }

  /// Reads what follows a backslash.
  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard offset < bytes.count else { throw failure("the text ends inside a string") }
    let byte = bytes[offset]
    switch byte {
    case .quote, .backslash, UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      let scalar = try unicodeEscape()
      text.append(contentsOf: UTF8.encode(scalar)!)
      return
    default: throw failure("an unknown escape in a string")
    }
    offset += 1
  }

  /// Reads `uXXXX`, and the second half where it is the first half of a surrogate pair.
  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let start = offset - 1
    let first = try hexadecimals()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, offset + 1 < bytes.count, bytes[offset] == .backslash,
      bytes[offset + 1] == UInt8(ascii: "u")
    else {
      throw JSONError(offset: start, reason: "half a surrogate pair in a string")
    }
    offset += 1
    let second = try hexadecimals()
    guard 0xDC00...0xDFFF ~= second,
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + second - 0xDC00)
    else {
      throw JSONError(offset: start, reason: "half a surrogate pair in a string")
    }
    return scalar
  }

  /// Reads `u` and four hexadecimal digits.
  private mutating func hexadecimals() throws(JSONError) -> UInt32 {
    offset += 1
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard offset < bytes.count else { throw failure("the text ends inside a string") }
      let byte = bytes[offset]
      let digit: UInt8
      switch byte {
      case .zero ... .nine: digit = byte - .zero
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw failure("expected four hexadecimal digits after \\u")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  /// Refuses what is not UTF-8: overlong forms, surrogates, scalars beyond U+10FFFF, cut sequences.
  private func checkUTF8(_ range: Range<Int>) throws(JSONError) {
    var index = range.lowerBound
    while index < range.upperBound {
      let lead = bytes[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      // The Unicode Standard, table 3-7: only the second byte's range depends on the first.
      let length: Int
      var second: ClosedRange<UInt8> = 0x80...0xBF
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xE1...0xEF: length = 3
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: length = 4
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: throw JSONError(offset: index, reason: "bytes that are not UTF-8 in a string")
      }
      guard index + length <= range.upperBound, second ~= bytes[index + 1],
        bytes[(index + 2)..<(index + length)].allSatisfy({ 0x80...0xBF ~= $0 })
      else {
        throw JSONError(offset: index, reason: "bytes that are not UTF-8 in a string")
      }
      index += length
    }
  }
}
