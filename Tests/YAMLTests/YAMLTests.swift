import JSON
import TestSupport
import Testing
import YAML

@Suite struct `YAML` {
  private func json(_ text: String, _ limits: YAMLLimits = .standard) throws -> String {
    try YAMLNode(parsing: text, limits: limits).json.serialized()
  }

  private func refusal(_ text: String, _ limits: YAMLLimits = .standard) -> String {
    do {
      return "read as \(try json(text, limits))"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    ("a: 1\nb: [x, 'y', \"z\"]\n", #"{"a":1,"b":["x","y","z"]}"#),
    ("a:\n  - b: 1\n    c: 2\n  -\n    d\n", #"{"a":[{"b":1,"c":2},"d"]}"#),
    (
      "a: 001\nb: 1.50\nc: 0x1F\nd: -0\ne: .5\nf: 1_000\n",
      #"{"a":"001","b":1.50,"c":31,"d":-0,"e":0.5,"f":"1_000"}"#
    ),
    (
      "a: '0x1F'\nb: +7\nc: -.5\nd: .inf\ne: .nan\nf: 0x\ng: 0x-1\nh: +001\ni: -0x10\nj: +\nk: .\n",
      #"{"a":"0x1F","b":7,"c":-0.5,"d":".inf","e":".nan","f":"0x","g":"0x-1","h":"+001","i":-16,"j":"+","k":"."}"#
    ),
    (
      "a: no\nb: on\nc: true\nd: ~\ne:\nf: null\n",
      #"{"a":"no","b":"on","c":true,"d":null,"e":null,"f":null}"#
    ),
    (
      "a: 2026-01-31\nb: 2026-01-31T10:00:00Z\nc: 12:30\n",
      #"{"a":"2026-01-31","b":"2026-01-31T10:00:00Z","c":"12:30"}"#
    ),
    ("1: a\nyes: b\n", #"{"1":"a","yes":"b"}"#),
    ("a: |\n  one\n  two\nb: >-\n  three\n  four\n", #"{"a":"one\ntwo\n","b":"three four"}"#),
    ("\u{FEFF}a: 1\r\nb: |\r\n  x\r\n  y\r\n", #"{"a":1,"b":"x\ny\n"}"#),
    ("# only\n---\na: 1 # here\n...\n", #"{"a":1}"#),
    ("a: &x [1, 2]\nb: *x\nc: *x\n", #"{"a":[1,2],"b":[1,2],"c":[1,2]}"#),
    ("a: !!str 5\nb: !!int \"5\"\nc: ! 7\n", #"{"a":"5","b":5,"c":"7"}"#),
    ("{\"a\": [1, {\"b\": null}]}", #"{"a":[1,{"b":null}]}"#),
    ("{\"a\": \"\\ud83d\\ude42 \\\\ud83d\\\\ude42 \\u00e9\"}", "{\"a\":\"🙂 \\\\ud83d\\\\ude42 é\"}"),
    ("%YAML 1.2\n---\na: é\n", #"{"a":"é"}"#),
    ("[]", "[]"),
  ])
  func `is read by the core schema of 1 2, and what JSON writes otherwise stays a text`(
    text: String, want: String
  ) throws {
    #expect(try json(text) == want)
  }

  @Test(arguments: [
    (
      "a: 1\nb: 2\na: 3\n",
      "line 3, column 1: the key \"a\" is there twice, first on line 1: take one of the two out"
    ),
    (
      "t:\n  - {x: 1, x: 2}\n",
      "line 2, column 12: t[0]: the key \"x\" is there twice, first on line 2: take one of the two out"
    ),
    (
      "a: 1\n---\nb: 2\n",
      "line 2, column 1: a second document begins; a plan is one, so take the line --- out"
    ),
    (
      "a:\n\t- b\n",
      "line 2, column 1: while scanning for the next token: found character that cannot start any token; a tab can't indent YAML, spaces do"
    ),
    (
      "```yaml\na: 1\n```\n",
      "line 1, column 1: while scanning for the next token: found character that cannot start any token; text that begins with ` stands in quotes, and a Markdown fence is no YAML"
    ),
    (
      "a: 'x\n",
      "line 2, column 1: while scanning a quoted scalar from line 1: found unexpected end of stream"
    ),
    ("a: b: c\n", "line 1, column 5: mapping values are not allowed in this context"),
    ("a: *x\n", "line 1, column 4: a: *x stands for nothing: no &x ends before it"),
    ("a: &x [*x]\n", "line 1, column 8: a[0]: *x stands for nothing: no &x ends before it"),
    (
      "b: &b {k: 1}\na:\n  <<: *b\n", "line 3, column 3: a: the merge key << is not taken: write the keys out"
    ),
    ("? [1, 2]\n: x\n", "line 1, column 3: a key is a text, and here a list or a mapping begins"),
    ("~: x\n", "line 1, column 1: a key is a text, and this is null"),
    (
      "a: !!python/object:os.system x\n",
      "line 1, column 4: a: the tag \"tag:yaml.org,2002:python/object:os.system\" is not taken: leave it out"
    ),
    ("a: !include /etc/passwd\n", "line 1, column 4: a: the tag \"!include\" is not taken: leave it out"),
    (
      "a: \u{0}\n",
      "line 1, column 4: holds the character U+0000, which YAML takes only as an escape in double quotes"
    ),
    (
      "x\n\u{1B}[2J\n",
      "line 2, column 1: holds the character U+001B, which YAML takes only as an escape in double quotes"
    ),
    (
      "\"\\e[2J\\n\": {a: *x}\n",
      "line 1, column 16: [\"\\u001b[2J\\n\"].a: *x stands for nothing: no &x ends before it"
    ),
    ("", "line 1, column 1: the text holds nothing"),
    ("# nothing\n", "line 2, column 1: the text holds nothing"),
  ])
  func `is refused with its place where it leaves anything open`(text: String, want: String) {
    #expect(refusal(text) == want)
  }

  @Test func `that would fill the memory or the stack is refused where it begins to`() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      bomb +=
        "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ","))]\n"
    }
    #expect(refusal(bomb).hasSuffix("more than 1000000 values, aliases counted as what they stand for"))
    let deep =
      "line 1, column 65: \(String(repeating: "[0]", count: 64)): more than 64 lists and mappings inside one another"
    #expect(refusal(String(repeating: "[", count: 100)) == deep)
    #expect(refusal(String(repeating: "[", count: 100_000)) == deep)
    #expect(
      refusal(String(repeating: "- ", count: 100_000)).hasSuffix(
        "more than 64 lists and mappings inside one another"))
    var limits = YAMLLimits()
    limits.bytes = 10
    #expect(refusal("a: 12345678", limits) == "line 1, column 1: the text has 11 bytes, and the limit is 10")
    #expect(
      refusal(String(repeating: "k", count: 300) + ": 1")
        == "line 1, column 1: a key of 300 bytes, and the limit is 256")
  }

  @Test func `is written so that it comes back, whatever the texts are`() throws {
    let words = [
      "", " ", "a", "no", "Yes", "~", "null", "001", "1", "1.5", "0x1F", "12:30", "2026-01-31",
      "2026-01-31 and more", "-", "- a",
      "a: b", "a #b", "#a", "a:", "'a'", "\"", "\\", "\n", "a\n", "a\nb", "a\n\n", "\na", " a\nb", "a\n b\n",
      "\t", "a\tb", "a\r\nb",
      "\u{1B}[31m", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{202E}", "é", "e\u{301}", "🙂", "{a}", "[a", "*a",
      "&a", "!a", "%a", "@a", "`a",
      "<<", "=", "...", "---", "? a", "| a", "> a", "a\n---\nb", "a\n...\n", "a\n# b", ".inf", "+1", "1e3",
      "y", "a,b", "a \nb ", "a\n\n\n",
    ]
    var random = SeededGenerator(seed: 7)
    func value(_ depth: Int) -> JSONValue {
      switch Int.random(in: 0..<(depth > 3 ? 5 : 8), using: &random) {
      case 0: return .integer(Int.random(in: -1000...1000, using: &random))
      case 1: return .bool(Bool.random(using: &random))
      case 2: return .null
      case 3, 4: return .string(words.randomElement(using: &random) ?? "")
      case 5: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth + 1) })
      default:
        return .object(
          JSONObject(
            (0..<Int.random(in: 0...4, using: &random)).map { index in
              ((words.randomElement(using: &random) ?? "") + String(index), value(depth + 1))
            }))
      }
    }
    for word in words {
      let all: JSONValue = [
        "a": .string(word), "b": [.string(word), [.string(word)]], "c": ["d": .string(word)],
      ]
      #expect(try YAMLNode(parsing: YAMLWriter.text(of: all)).json == all, "\(word.debugDescription)")
    }
    for _ in 0..<2_000 {
      let made = value(0)
      let text = YAMLWriter.text(of: made)
      let read = try YAMLNode(parsing: text).json
      #expect(read == made, "\(text)")
      #expect(read.serialized() == made.serialized() && YAMLWriter.text(of: read) == text)
    }
  }
}
