import JSON
import Testing

@Suite struct `What is written once` {
  private static let values: [JSONValue] = [
    [:], [], "", "plain", "\"quoted\" \\ and \u{2028} \u{2029} \u{7F} \n\t\u{1}é😀", 12, nil, true,
    ["a": ["b": [1, "two", ["c": "\\\""]]], "ключ\n": "\u{E2}\u{80}"],
  ]

  @Test(arguments: values) func `is the same as a value, and as a text`(_ value: JSONValue) {
    let text = JSONText(value)
    #expect(text.bytes == value.serializedBytes())
    #expect(text.quoted == JSONValue.string(value.serialized()).serializedBytes())
    #expect(text.value == value)
    #expect(text.isObject == (value.objectValue != nil))
  }

  @Test func `is random text, as a value and as a text`() {
    var random = SplitMix(state: 20_261_127)
    for _ in 0..<2_000 {
      var scalars = ""
      for _ in 0..<Int.random(in: 0..<20, using: &random) {
        let bound: UInt32 = [0x80, 0x3000, 0x110000].randomElement(using: &random) ?? 0x80
        scalars.unicodeScalars.append(Unicode.Scalar(UInt32.random(in: 0..<bound, using: &random)) ?? "x")
      }
      let value = JSONValue.object(JSONObject([(scalars, .string(scalars))]))
      let text = JSONText(value)
      #expect(text.quoted == JSONValue.string(value.serialized()).serializedBytes())
    }
  }

  @Test func `is an object or an array, piece by piece`() {
    var object = WrittenObject()
    #expect(object.closed() == Array("{}".utf8))
    object.add("a\"", "x\n")
    object.add("b", written: JSONValue.array([1, nil]).serializedBytes())
    #expect(String(decoding: object.closed(), as: UTF8.self) == #"{"a\"":"x\n","b":[1,null]}"#)
    var array = WrittenArray()
    #expect(array.isEmpty && array.closed() == Array("[]".utf8))
    array.add(written: object.closed())
    array.add(written: [UInt8(ascii: "2")])
    #expect(!array.isEmpty)
    #expect(String(decoding: array.closed(), as: UTF8.self) == #"[{"a\"":"x\n","b":[1,null]},2]"#)
  }
}
