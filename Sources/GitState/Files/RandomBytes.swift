/// Bytes that nobody can guess, from the operating system.
package func randomBytes(_ count: Int) -> [UInt8] {
  var generator = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}

/// Hex digits that nobody can guess, in lower case: for ids and temporary names.
package func randomHex(digits count: Int) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var generator = SystemRandomNumberGenerator()
  // Sixteen digits for each question to the operating system.
  var number: UInt64 = 0
  let text = (0..<count).map { place in
    if place % 16 == 0 { number = generator.next() }
    defer { number >>= 4 }
    return digits[Int(number & 15)]
  }
  return String(decoding: text, as: UTF8.self)
}
