import JSON
import MCPServer
import Testing

@Suite struct `A call` {
  private func hold(_ id: JSONValue, _ label: String = "hold", token: JSONValue? = nil) -> JSONValue {
    modern(
      id, "tools/call", ["name": "hold", "arguments": ["label": .string(label)]],
      meta: modernMeta(token: token))
  }

  @Test func `that takes long holds up nothing else`() async {
    let wire = TestWire()
    wire.send(hold(1))
    await wire.tools.log.wait(for: 1)
    wire.send(modern(2, "server/discover"))
    wire.send(modern(3, "tools/list"))
    wire.send(initialize("2025-11-25", id: 4))
    #expect(wire.sink.frames.map { $0["id"] } == [2, 3, 4])
    wire.send(modern(5, "tools/call", ["name": "echo"]))
    #expect(await wire.frames(4).last?["id"] == 5)
    wire.tools.gate.open()
    #expect(await wire.end().map { $0["id"] } == [2, 3, 4, 5, 1])
  }

  @Test func `that was cancelled is stopped and never answered, and its id may come again`() async {
    let wire = TestWire()
    wire.send(hold(1, token: "t"))
    await wire.tools.log.wait(for: 1)
    wire.send(cancelled(1))
    wire.send(cancelled(1))
    await wire.tools.log.wait(for: 2)
    #expect(wire.tools.log.lines == ["hold started", "hold cancelled"])
    wire.send(modern(1, "tools/call", ["name": "echo"]))
    let frames = await wire.end()
    #expect(frames.count == 1)
    #expect(frames[0]["id"] == 1 && frames[0].text == "{}")
  }

  @Test func `is not confused with one whose id looks alike`() async {
    let wire = TestWire()
    wire.send(hold(1))
    wire.send(hold("1"))
    await wire.tools.log.wait(for: 2)
    wire.send(cancelled("1"))
    await wire.tools.log.wait(for: 3)
    wire.tools.gate.open()
    #expect(await wire.end().map { $0["id"] } == [1])
  }

  @Test func `with the id of one in flight is refused, and the first is not disturbed`() async {
    let wire = TestWire()
    wire.send(hold(7))
    await wire.tools.log.wait(for: 1)
    wire.send(modern(7, "tools/call", ["name": "echo"]))
    wire.send(legacy(7, "ping"))
    #expect(wire.sink.frames.map(\.errorCode) == [-32600, -32600])
    #expect(wire.sink.frames[0]["error"]?["message"]?.stringValue?.contains("duplicate id") == true)
    wire.tools.gate.open()
    let frames = await wire.end()
    #expect(frames.count == 3)
    #expect(frames[2].text == #"{"held":"hold"}"#)
    #expect(wire.tools.log.lines == ["hold started", "hold ended"])
  }

  @Test func `beyond the sixty-fourth waits its turn, and can be cancelled before it began`() async {
    let wire = TestWire()
    for id in 1...66 { wire.send(hold(.integer(id), "\(id)")) }
    await wire.tools.log.wait(for: 64)
    wire.send(modern("m", "server/discover"))
    #expect(wire.sink.frames.count == 1)
    wire.send(cancelled(65))
    wire.tools.gate.open()
    let frames = await wire.end()
    #expect(frames.count == 66)
    #expect(
      Set(frames.dropFirst().map { $0["id"] }) == Set((1...66).filter { $0 != 65 }.map { .integer($0) }))
    #expect(!wire.tools.log.lines.contains("65 started") && wire.tools.log.lines.contains("66 ended"))
  }

  @Test func `is refused once a thousand wait, and cancelling still works`() async {
    let wire = TestWire()
    for id in 1...1_089 { wire.send(hold(.integer(id))) }
    #expect(wire.sink.frames.map { $0["id"] } == [1_089])
    #expect(wire.sink.frames.map(\.errorCode) == [-32603])
    for id in 1...1_089 { wire.send(cancelled(.integer(id))) }
    #expect(await wire.end().count == 1)
  }

  @Test func `is not begun while the client does not read`() async {
    let wire = TestWire()
    wire.sink.isBehind = true
    wire.send(modern(1, "tools/call", ["name": "echo"]))
    wire.send(modern(2, "server/discover"))
    #expect(wire.sink.frames.map { $0["id"] } == [2])
    wire.sink.isBehind = false
    wire.session.resume()
    #expect(await wire.end().map { $0["id"] } == [2, 1])
  }

  @Test func `gives one answer for each id, however many run at once`() async {
    let wire = TestWire()
    for id in 0..<500 {
      wire.send(modern(.integer(id), "tools/call", ["name": "echo", "arguments": ["n": .integer(id)]]))
    }
    let frames = await wire.end()
    #expect(frames.count == 500)
    #expect(Set(frames.map { $0["id"] }).count == 500)
    #expect(frames.allSatisfy { $0["result"]?["structuredContent"]?["n"] == $0["id"] })
  }

  @Test func `survives a storm of cancellations`() async {
    let wire = TestWire()
    wire.tools.gate.open()
    for id in 0..<500 {
      wire.send(hold(.integer(id), token: .integer(id)))
      wire.send(cancelled(.integer(id / 2)))
    }
    let answers = await wire.end().filter { $0["id"] != nil }
    #expect(Set(answers.map { $0["id"] }).count == answers.count)
    let log = wire.tools.log.lines
    #expect(log.filter { $0.hasSuffix("started") }.count == log.filter { !$0.hasSuffix("started") }.count)
  }
}

@Suite struct `Progress` {
  private func count(_ values: JSONValue, token: JSONValue?) -> JSONValue {
    modern(
      1, "tools/call", ["name": "count", "arguments": ["values": values]], meta: modernMeta(token: token))
  }

  @Test func `goes out before the answer, only ever forward, with the token as it came`() async {
    for token in ["t", 5, 0, ""] as [JSONValue] {
      let wire = TestWire()
      wire.send(count([1, 2, 2, 1, 5], token: token))
      let frames = await wire.end()
      #expect(frames.map { $0["params"]?["progress"] } == [1, 2, 5, nil])
      #expect(
        frames[0] == [
          "jsonrpc": "2.0", "method": "notifications/progress",
          "params": ["progressToken": token, "progress": 1, "total": 9, "message": "counting"],
        ])
      #expect(frames[3]["id"] == 1)
    }
  }

  @Test func `is silent without a token`() async {
    for token in [nil, .some(.null)] as [JSONValue?] {
      let wire = TestWire()
      wire.send(count([1, 2], token: token))
      #expect(await wire.end().count == 1)
    }
  }

  @Test func `is at most ten a second`() async {
    let wire = TestWire(step: .milliseconds(50))
    wire.send(count([1, 2, 3, 4, 5, 6], token: 1))
    #expect(await wire.end().map { $0["params"]?["progress"] } == [1, 3, 5, nil])
  }

  @Test func `is dropped while the client does not read, and after a cancellation`() async {
    let wire = TestWire()
    wire.send(modern(1, "tools/call", ["name": "hold"], meta: modernMeta(token: 1)))
    wire.send(modern(2, "tools/call", ["name": "hold"], meta: modernMeta(token: 2)))
    await wire.tools.log.wait(for: 2)
    wire.send(cancelled(1))
    await wire.tools.log.wait(for: 3)
    wire.sink.isBehind = true
    wire.tools.gate.open()
    #expect(await wire.end().map { $0["id"] } == [2])
  }

  @Test func `has no words in the oldest version`() async {
    let wire = TestWire()
    wire.send(initialize("2024-11-05"))
    wire.send(
      legacy(1, "tools/call", ["name": "count", "arguments": ["values": [1]], "_meta": ["progressToken": 7]]))
    #expect(await wire.end()[1]["params"] == ["progressToken": 7, "progress": 1, "total": 9])
  }
}
