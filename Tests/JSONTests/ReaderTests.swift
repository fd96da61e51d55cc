import JSON
import Testing

@Suite struct `Reading arguments` {
  let arguments = JSONReader([
    "id": 7, "flag": "true", "count": "12", "name": "x", "none": nil,
    "tasks": [["preconditions": ["a", "b"]], ["preconditions": 5]],
    "packed": "[\"a\", \"b\"]", "object": "{\"k\": [1]}", "odd key": [[:]],
  ])

  @Test func `gives what is there`() throws {
    #expect(try arguments["name"].string() == "x")
    #expect(try arguments["id"].integer() == 7)
    #expect(try arguments["tasks"].array()[0]["preconditions"].strings() == ["a", "b"])
    #expect(try arguments[optional: "none"] == nil)
    #expect(try arguments[optional: "absent"] == nil)
    #expect(try arguments.members().map(\.reader.path).first == "id")
  }

  @Test func `takes the known liberties, each by its own name`() throws {
    #expect(try arguments["id"].identifier() == "7")
    #expect(try arguments["name"].identifier() == "x")
    #expect(try arguments["flag"].looseBoolean())
    #expect(try arguments["count"].looseInteger() == 12)
    #expect(try arguments["id"].looseInteger() == 7)
    #expect(try arguments["packed"].looseStrings() == ["a", "b"])
    #expect(try arguments["packed"].looseArray().map(\.path) == ["packed[0]", "packed[1]"])
    #expect(try arguments["object"].looseObject()["k"].array()[0].integer() == 1)
    #expect(try JSONReader([1, "2"]).identifiers() == ["1", "2"])
  }

  @Test func `names the path and the value of what is not as expected`() {
    expect("tasks[1].preconditions: expected an array of strings, got 5") {
      _ = try arguments["tasks"].array()[1]["preconditions"].strings()
    }
    expect("tasks: expected a string, got [{\"preconditions\":[\"a\",\"b\"]},{\"preconditions\":5}]") {
      _ = try arguments["tasks"].string()
    }
    expect("absent: is required") { _ = try arguments["absent"] }
    expect("none: is required") { _ = try arguments["none"] }
    expect("[\"odd key\"][0].x: is required") { _ = try arguments["odd key"].array()[0]["x"] }
    expect("name: expected an object, got \"x\"") { _ = try arguments["name"]["y"] }
    expect("flag: expected true or false, got \"true\"") { _ = try arguments["flag"].boolean() }
    expect("count: expected an integer, got \"12\"") { _ = try arguments["count"].integer() }
    expect("name: expected an array, got \"x\"") { _ = try arguments["name"].looseArray() }
    expect("count: expected an object, got \"12\"") { _ = try arguments["count"].looseObject() }
    expect("id: expected a string, got 7") { _ = try arguments["id"].string() }
    expect("expected an integer, got \"012\"") { _ = try JSONReader("012").looseInteger() }
    expect("[1]: expected a string, got null") { _ = try JSONReader(["a", nil]).strings() }
  }

  @Test func `can refuse a NUL wherever it is`() {
    expect(#"a[1].b: holds a NUL character, got "x\u0000""#) {
      try JSONReader(["a": ["fine", ["b": "x\0"]]]).refuseNUL()
    }
    expect(#"["x\u0000"]: the key holds a NUL character"#) { try JSONReader(["x\0": 1]).refuseNUL() }
    #expect(throws: Never.self) { try JSONReader(["a": ["fine", 1, nil, ["b": ""]]]).refuseNUL() }
  }

  @Test func `quotes at most 80 characters, on one line, with nothing hidden`() {
    let long = JSONValue.string(String(repeating: "é", count: 500)).quoted()
    #expect(long.unicodeScalars.count == 80 && long.hasSuffix("é…"))
    #expect(JSONValue.string("a\u{202E}b\nc\u{200B}").quoted() == #""a\u{202e}b\nc\u{200b}""#)
    #expect(JSONValue.array(Array(repeating: 1, count: 1_000)).quoted().unicodeScalars.count == 80)
    #expect(JSONValue.string(String(repeating: "x", count: 78)).quoted().unicodeScalars.count == 80)
    #expect(JSONValue.string(String(repeating: "x", count: 79)).quoted().hasSuffix("x…"))
  }

  private func expect(
    _ words: String, _ body: () throws -> Void, _ location: SourceLocation = #_sourceLocation
  ) {
    do {
      try body()
      Issue.record("nothing thrown, expected: \(words)", sourceLocation: location)
    } catch {
      #expect("\(error)" == words, sourceLocation: location)
    }
  }
}
