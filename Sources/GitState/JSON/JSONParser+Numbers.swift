extension JSONParser {
  /// Reads a number: an integer where `Int` gives back its text, otherwise the text.
  mutating func number() throws(JSONError) -> JSONValue {
    let start = offset
    var isInteger = true
    if bytes[offset] == .minus { offset += 1 }
    if offset < bytes.count, bytes[offset] == .zero {
      offset += 1
      if isDigit { throw failure("a number that begins with 0") }
    } else {
      try digits("a number")
    }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      isInteger = false
      offset += 1
      try digits("the fraction of a number")
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      offset += 1
      if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == .minus { offset += 1 }
      try digits("the exponent of a number")
    }
    guard offset - start <= limits.digits else {
      throw JSONError(offset: start, reason: "a number of more than \(limits.digits) characters")
    }
    if isInteger, let value = integer(start..<offset) { return .integer(value) }
    return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  private var isDigit: Bool {
    offset < bytes.count && bytes[offset] >= .zero && bytes[offset] <= .nine
  }

  private mutating func digits(_ place: StaticString) throws(JSONError) {
    guard isDigit else { throw failure("expected a digit in \(place), found \(found)") }
    while isDigit { offset += 1 }
  }

  /// The value of decimal digits, nil where `Int` does not hold it or would write it otherwise (`-0`).
  private func integer(_ range: Range<Int>) -> Int? {
    let negative = bytes[range.lowerBound] == .minus
    var value = 0
    for byte in bytes[range.dropFirst(negative ? 1 : 0)] {
      let (scaled, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (next, tooMuch) = scaled.subtractingReportingOverflow(Int(byte - .zero))
      if tooLarge || tooMuch { return nil }
      value = next
    }
    if negative { return value == 0 ? nil : value }
    return value == .min ? nil : -value
  }
}
