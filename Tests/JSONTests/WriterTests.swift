import JSON
import Testing

@Suite struct `The JSON writer` {
  @Test(
    arguments: [
      (JSONValue.null, "null"), (true, "true"), (-5, "-5"), (.number("1.50"), "1.50"), ("a/b", #""a/b""#),
      ("\"\\\n\r\t\u{8}\u{c}\u{1}\u{1f}\u{7f}", #""\"\\\n\r\t\b\f\u0001\u001f\u007f""#),
      ("\u{2028}\u{2029}\u{2027}\u{202A}é€😀", "\"\\u2028\\u2029\u{2027}\u{202A}é€😀\""), ("\0", #""\u0000""#),
      ("¨", "\"¨\""), ([1, [], [:], "x"], #"[1,[],{},"x"]"#),
      (["b": 1, "a": ["d": 2, "c": 3]], #"{"b":1,"a":{"d":2,"c":3}}"#),
    ] as [(JSONValue, String)])
  func `writes one line that reads back`(value: JSONValue, text: String) throws {
    #expect(value.serialized() == text)
    #expect(try JSONValue(parsing: text) == value)
  }

  @Test func `sorts keys by their bytes at every level`() {
    let value: JSONValue = ["é": 1, "b": ["z": 1, "a": 2], "B": 3, "": 4, "a": 5]
    #expect(value.serialized(sortedKeys: true) == #"{"":4,"B":3,"a":5,"b":{"a":2,"z":1},"é":1}"#)
  }

  @Test func `writes pretty with two spaces a level and empty ones closed`() {
    let value: JSONValue = ["a": [1, [:]], "b": []]
    #expect(
      value.serialized(pretty: true) == """
        {
          "a": [
            1,
            {}
          ],
          "b": []
        }
        """)
  }

  @Test func `gives back random text byte for byte`() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SplitMix(state: seed)
    for _ in 0..<2_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0..<20, using: &random) {
        let bound: UInt32 = [0x80, 0x3000, 0x110000].randomElement(using: &random)!
        text.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: 0..<bound, using: &random)) ?? "x")
      }
      let bytes = JSONValue.string(text).serializedBytes()
      #expect(!bytes.contains { $0 < 0x20 || $0 == 0x7F }, "seed \(seed)")
      #expect(
        Array(try #require(JSONValue(parsing: bytes).stringValue).utf8) == Array(text.utf8), "seed \(seed)")
    }
  }
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
