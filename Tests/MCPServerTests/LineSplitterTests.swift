import MCPServer
import Testing

@Suite struct `The line splitter` {
  private func lines(_ chunks: [String], limit: Int = 16) -> [String] {
    var splitter = LineSplitter(limit: limit)
    var lines = chunks.flatMap { splitter.feed(Array($0.utf8)) }
    if let last = splitter.finish() { lines.append(last) }
    return lines.map { line in
      switch line {
      case .line(let bytes): String(decoding: bytes, as: UTF8.self)
      case .tooLong: "<too long>"
      }
    }
  }

  static let cases: [(String, [String])] = [
    ("", []), ("a\n", ["a"]), ("a", ["a"]), ("a\nb\n", ["a", "b"]), ("a\nb", ["a", "b"]),
    ("\n\n\na\n\n", ["a"]),
    ("a\r\nb\r\n", ["a", "b"]), ("\r\n\r\n", []), ("\r", []), ("a\r\r\n", ["a\r"]), ("a\rb\n", ["a\rb"]),
    ("a\r", ["a"]),
    ("0123456789abcdef\n", ["0123456789abcdef"]), ("0123456789abcdefg\nb\n", ["<too long>", "b"]),
    ("0123456789abcdefg", ["<too long>"]), (String(repeating: "x", count: 100) + "\nb", ["<too long>", "b"]),
    (
      "a\n" + String(repeating: "x", count: 40) + "\n" + String(repeating: "y", count: 40) + "\nb\n",
      ["a", "<too long>", "<too long>", "b"]
    ),
    ("é😀\n", ["é😀"]), ("\u{2028}\n", ["\u{2028}"]), ("a\0b\n", ["a\0b"]),
  ]

  @Test(arguments: cases)
  func `cuts the same lines however the bytes arrive`(text: String, expected: [String]) {
    #expect(lines([text]) == expected)
    var splitter = LineSplitter(limit: 16)
    var single: [LineSplitter.Line] = []
    for byte in text.utf8 { single += splitter.feed(CollectionOfOne(byte)) }
    if let last = splitter.finish() { single.append(last) }
    var whole = LineSplitter(limit: 16)
    #expect(single == whole.feed(Array(text.utf8)) + (whole.finish().map { [$0] } ?? []))
  }

  @Test func `reports a line that is too long at once, and goes on after its end`() {
    var splitter = LineSplitter(limit: 4)
    #expect(splitter.feed(Array("abcd".utf8)) == [])
    #expect(splitter.feed(Array("e".utf8)) == [.tooLong])
    #expect(splitter.feed(Array("fghijk".utf8)) == [])
    #expect(splitter.feed(Array("l\nok\n".utf8)) == [.line(Array("ok".utf8))])
    #expect(splitter.finish() == nil)
  }
}
