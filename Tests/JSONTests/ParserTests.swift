import JSON
import Testing

@Suite struct `The JSON parser` {
  @Test(
    arguments: [
      ("null", JSONValue.null), (" true ", true), ("\t\r\nfalse", false), ("0", 0), ("-1", -1), ("\"\"", ""),
      ("[]", []), ("{}", [:]), ("[ 1 , 2 ]", [1, 2]), ("{ \"a\" : [ { } ] }", ["a": [[:]]]),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .number("9223372036854775808")), ("-0", .number("-0")), ("1.0", .number("1.0")),
      ("1e0", .number("1e0")), ("-1.5E+07", .number("-1.5E+07")),
      (#""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC""#, "\"\\/\u{8}\u{c}\n\r\tAé€"), (#""\ud83d\ude00""#, "😀"),
      (#""\uD800\uDC00\uDBFF\uDFFF""#, "\u{10000}\u{10FFFF}"), (#""a\u0000b""#, "a\0b"),
      ("\"é😀\u{7F}\u{2028}\"", "é😀\u{7F}\u{2028}"),
      (#"{"":1}"#, ["": 1]), ("\"é\\n\"", "é\n"),
    ] as [(String, JSONValue)])
  func `reads what the grammar allows`(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
  }

  @Test(arguments: [
    "", " ", "nul", "True", "nulll", "[1,]", "[,1]", "[1 2]", "[1", "[", "]", "{", "}", "{\"a\"}", "{\"a\":}",
    "{\"a\":1,}",
    "{,}", "{a:1}", "{'a':1}", "{1:2}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":1}", #"{"a":1,"\u0061":2}"#,
    "1 2", "[]]", "01", "-01",
    "-", "+1", ".5", "1.", "1.e5", "1e", "1e+", "0x10", "NaN", "Infinity", "-Infinity", "\"", "\"a", "\"\\",
    "\"\\\"",
    "\"\\x\"", "\"\\u\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\U0041\"", "\"a\nb\"", "\"a\tb\"", "\"a\0b\"",
    "// c\n1", "/**/1",
    #""\ud800""#, #""\udc00""#, #""\ud800\n""#, #""\ud800x""#, #""\ud800\ud800""#, #""\ud800\u0041""#,
    #""\udc00\ud800""#, #""\ud800\"#,
    "\u{FEFF}1", "1\u{A0}", "\u{2028}1", "'a'", "[1,2",
  ])
  func `refuses what the grammar does not`(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
  }

  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80],
      [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
      [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xF0, 0x9F, 0x98, 0x22],
    ] as [[UInt8]])
  func `refuses bytes that are not UTF-8, with and without an escape before them`(bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    #expect(throws: JSONError.self) { try JSONValue(parsing: [quote] + bytes + [quote]) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: [quote] + Array("\\n".utf8) + bytes + [quote]) }
    #expect(throws: JSONError.self) {
      try JSONValue(parsing: Array("{\"".utf8) + bytes + Array("\":1}".utf8))
    }
    #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
  }

  @Test func `agrees with Swift about every two and three bytes that begin a sequence`() {
    for lead in UInt8(0x80)...0xFF {
      for second in stride(from: UInt8(0x70), through: 0xF8, by: 4) {
        for tail in [[], [0x80], [0xBF], [0x80, 0x80], [0xBF, 0xBF], [0x41]] as [[UInt8]] {
          let bytes = [lead, second] + tail
          let isValid = String(validating: bytes, as: UTF8.self) != nil
          let parsed = try? JSONValue(parsing: [0x22] + bytes + [0x22])
          #expect((parsed != nil) == isValid, "\(bytes)")
        }
      }
    }
  }

  @Test(arguments: [
    (#"{"a":1,}"#, 7, "a comma before the closing }"), ("[1,]", 3, "a comma before the closing ]"),
    (#"{"a":1,"b":2,"a":3}"#, 13, #"the key "a" is there twice"#), ("1 x", 2, "x after the value"),
    ("[tru]", 1, "expected true, found t"), ("[", 1, "the text ends where a value is expected"),
    ("[1é]", 2, "expected a comma or ] in an array, found a character outside a string"),
  ])
  func `says where and why`(text: String, offset: Int, reason: String) {
    #expect(throws: JSONError(offset: offset, reason: reason)) { try JSONValue(parsing: text) }
  }

  @Test func `takes 64 levels and refuses 65, of arrays and of objects`() throws {
    for (open, close) in [("[", "]"), ("{\"a\":[", "]}")] {
      let levels = open == "[" ? 64 : 32
      let deep = String(repeating: open, count: levels) + String(repeating: close, count: levels)
      #expect(throws: Never.self) { try JSONValue(parsing: deep) }
      #expect(throws: JSONError.self) { try JSONValue(parsing: "[" + deep + "]") }
    }
    #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
    #expect(throws: JSONError.self) {
      try JSONValue(parsing: String(repeating: "[", count: 1_000_000), limits: JSONLimits(depth: .max))
    }
  }

  @Test func `keeps to its limits`() throws {
    #expect(throws: JSONError.self) { try JSONValue(parsing: "[1,2,3]", limits: JSONLimits(values: 3)) }
    #expect(throws: Never.self) { try JSONValue(parsing: "[1,2,3]", limits: JSONLimits(values: 4)) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: "[1,2,3]", limits: JSONLimits(bytes: 6)) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: "12345", limits: JSONLimits(digits: 4)) }
  }

  @Test func `keeps keys apart that differ only in their normal form`() throws {
    let value = try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}")
    #expect(value["\u{E9}"] == 1)
    #expect(value["e\u{301}"] == 2)
    #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
  }

  @Test func `survives every prefix and every changed byte of a message`() {
    let text = Array(#"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00é",{"b":null}],"c":true}"#.utf8)
    for end in 0..<text.count {
      #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text[..<end])) }
      for byte in [0x00, 0x22, 0x5C, 0x7B, 0x80, 0xFF] as [UInt8] {
        var changed = text
        changed[end] = byte
        if let value = try? JSONValue(parsing: changed) {
          #expect(try! JSONValue(parsing: value.serializedBytes()) == value)
        }
      }
    }
  }
}
