import JSON
import MCPServer
import Testing

@Suite struct `A line` {
  @Test(arguments: [
    ("hello", -32700), ("{", -32700), (#"{"jsonrpc":"2.0","id":1,"method":"ping","method":"ping"}"#, -32700),
    ("5", -32600), ("[]", -32600), ("[1]", -32600), (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600), (#"{"jsonrpc":"2.0","method":5}"#, -32600),
  ])
  func `that is no message is answered without an id, and the next one served`(line: String, code: Int) async
  {
    let frames = await TestWire.answers(to: line, #"{"jsonrpc":"2.0","id":"next","method":"ping"}"#)
    #expect(frames.count == 2)
    #expect(frames[0].errorCode == code)
    #expect(frames[0]["id"] == .some(.null))
    #expect(frames[1] == ["jsonrpc": "2.0", "id": "next", "result": [:]])
  }

  @Test func `that is too long is refused once`() async {
    let wire = TestWire()
    wire.session.receive(.tooLong)
    let frames = await wire.end()
    #expect(frames.count == 1)
    #expect(frames[0].errorCode == -32600 && frames[0]["id"] == .some(.null))
    #expect(frames[0]["error"]?["message"]?.stringValue?.contains("message too large") == true)
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","method":"notifications/unknown"}"#,
    #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#,
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":[1]}"#,
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}"#,
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":null}}"#,
    #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, #"{"jsonrpc":"2.0","method":"tools/list"}"#,
    #"{"jsonrpc":"2.0","method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#,
    #"{"jsonrpc":"2.0","id":5,"result":{}}"#,
    #"{"jsonrpc":"2.0","id":"question-1","result":{"action":"accept"}}"#,
    #"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}"#,
  ])
  func `that wants no answer gets none`(line: String) async {
    #expect(await TestWire.answers(to: line) == [])
  }

  @Test(arguments: [
    "0", "-1", "9007199254740993", "123456789012345678901234567890", "1.0", #""""#, #""a\u0000é😀""#, "-0",
  ])
  func `has its id echoed exactly`(id: String) async throws {
    let wire = TestWire()
    wire.send(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#)
    _ = await wire.end()
    #expect(wire.sink.log.lines == [#"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#])
  }

  @Test func `never holds a raw line break or separator, whatever a tool answers`() async {
    let wire = TestWire()
    let text: JSONValue = "a\nb\r\u{2028}\u{2029}\0\u{7F}\u{85}"
    wire.send(modern(1, "tools/call", ["name": "echo", "arguments": ["text": text]]))
    let frames = await wire.end()
    #expect(
      !wire.sink.log.lines[0].unicodeScalars.contains {
        $0.value < 0x20 || [0x7F, 0x2028, 0x2029].contains($0.value)
      })
    #expect(frames[0]["result"]?["structuredContent"]?["text"] == text)
  }
}

@Suite struct `An array of messages` {
  @Test(arguments: ["2024-11-05", "2025-03-26"])
  func `is answered with one array in the versions that have it`(version: String) async throws {
    let wire = TestWire()
    wire.send(initialize(.string(version)))
    wire.send([
      legacy(1, "ping"), 5, legacy(2, "tools/call", ["name": "echo"]),
      ["jsonrpc": "2.0", "method": "notifications/x"],
      legacy(3, "nonsense"), initialize("2025-03-26", id: 4), modern(5, "tools/list"), [legacy(6, "ping")],
    ])
    let frames = await wire.end()
    try #require(frames.count == 2)
    let answers = try #require(frames[1].arrayValue)
    #expect(answers.count == 7)
    let byID = Dictionary(grouping: answers) { $0["id"] ?? "none" }
    #expect(byID[1]?.first?["result"] == [:])
    #expect(byID[2]?.first?.text == "{}")
    #expect(byID[3]?.first?.errorCode == -32601)
    #expect(byID[4]?.first?.errorCode == -32600)
    #expect(byID[5]?.first?.errorCode == -32600)
    #expect(byID[.null]?.map(\.errorCode) == [-32600, -32600])
  }

  @Test(arguments: ["2025-06-18", "2025-11-25", nil])
  func `is one error in all others and before any`(version: String?) async {
    let wire = TestWire()
    if let version { wire.send(initialize(.string(version))) }
    wire.send([legacy(1, "ping"), legacy(2, "ping")])
    let last = await wire.end().last
    #expect(last?.errorCode == -32600 && last?["id"] == .some(.null))
    #expect(await wire.end().count == (version == nil ? 1 : 2))
  }

  @Test func `of notifications alone is not answered`() async {
    let wire = TestWire()
    wire.send(initialize("2025-03-26"))
    wire.send([
      ["jsonrpc": "2.0", "method": "notifications/x"], cancelled(5),
      ["jsonrpc": "2.0", "id": 5, "result": [:]],
    ])
    #expect(await wire.end().count == 1)
  }

  @Test func `is answered without its cancelled calls, or not at all if there is no other`() async {
    let wire = TestWire()
    wire.send(initialize("2025-03-26"))
    wire.send([legacy(1, "tools/call", ["name": "hold"]), legacy(2, "ping")])
    wire.send([legacy(3, "tools/call", ["name": "hold"])])
    await wire.tools.log.wait(for: 2)
    wire.send(cancelled(3))
    wire.send(cancelled(1))
    let frames = await wire.end()
    #expect(frames.dropFirst() == [[["jsonrpc": "2.0", "id": 2, "result": [:]]]])
  }
}
