import Foundation
import JSON
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `A server process` {
  private let discover = modern("d", "server/discover")

  private func call(_ id: JSONValue, _ tool: JSONValue, _ arguments: JSONValue = [:]) -> JSONValue {
    modern(id, "tools/call", ["name": tool, "arguments": arguments])
  }

  @Test func `answers what was asked before its input ended, calls in flight too, and ends with 0`() throws {
    let probe = try ProbeProcess()
    try probe.send(discover)
    try probe.send(call(1, "slow", ["steps": 20]))
    // The last line has no end.
    try probe.send(call(2, "echo").serializedBytes())
    try probe.endInput()
    let lines = try probe.rest()
    #expect(Set(lines.map { $0["id"] }) == ["d", 1, 2])
    #expect(try probe.end() == (0, ""))
  }

  @Test func `ends although a call would take for ever`() throws {
    let probe = try ProbeProcess()
    try probe.send(call(1, "sleep"))
    try probe.send(call(2, "echo"))
    try probe.endInput()
    #expect(try probe.rest().map { $0["id"] } == [2])
    #expect(try probe.end() == (0, ""))
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `ends with 0 on a signal, also with a call in flight`(signal: Int32) throws {
    let probe = try ProbeProcess()
    try probe.send(call(1, "sleep"))
    try probe.send(discover)
    #expect(try probe.line()?["id"] == "d")
    probe.signal(signal)
    #expect(try probe.rest() == [])
    #expect(try probe.end() == (0, ""))
  }

  @Test func `ends with 0 when nobody reads its answers`() throws {
    let probe = try ProbeProcess()
    try probe.send(discover)
    #expect(try probe.line() != nil)
    try probe.closeOutput()
    try probe.send(discover)
    #expect(try probe.end() == (0, ""))
  }

  @Test func `keeps a stray print off the wire`() throws {
    let probe = try ProbeProcess()
    try probe.send(call(1, "noise"))
    #expect(try probe.line()?["result"]?["structuredContent"] == ["printed": true])
    try probe.endInput()
    #expect(try probe.rest() == [])
    #expect(try probe.end().status == 0)
  }

  @Test func `gives every large answer whole to a client that reads late, in bounded memory`() throws {
    let probe = try ProbeProcess()
    for id in 0..<24 { try probe.send(call(.integer(id), "big", ["bytes": 1_048_576])) }
    // Nothing was read so far; the server reads all the same.
    try probe.send(cancelled(99))
    try probe.send(discover)
    var lengths: [JSONValue: Int] = [:]
    while lengths.count < 25, let line = try probe.line() {
      let id = try #require(line["id"])
      #expect(lengths[id] == nil)
      lengths[id] = line.text?.utf8.count ?? 0
    }
    #expect(lengths.removeValue(forKey: "d") == 0)
    #expect(lengths.count == 24 && lengths.values.allSatisfy { $0 == 1_048_578 })
    if let peak = try probe.peakMemory() { #expect(peak < 192 << 20) }
    try probe.endInput()
    #expect(try probe.rest() == [])
    #expect(try probe.end() == (0, ""))
  }

  @Test func `stays in bounded memory when it is flooded by a client that does not read`() async throws {
    let probe = try ProbeProcess()
    let count = 15_000
    let line = modern(1, "tools/list").serializedBytes() + [0x0A]
    let input = probe.inputHandle
    let writer = Task.detached {
      let chunk = Array(repeatElement(line, count: 100).joined())
      for _ in 0..<(count / 100) { try input.write(contentsOf: chunk) }
      try input.write(contentsOf: Array(modern("last", "server/discover").serializedBytes() + [0x0A]))
    }
    // Once the server has stopped reading, the writer stands still until lines are read here.
    var answers = 0
    while let line = try probe.line(), line["id"] != "last" { answers += 1 }
    try await writer.value
    #expect(answers == count)
    if let peak = try probe.peakMemory() { #expect(peak < 128 << 20) }
    try probe.endInput()
    #expect(try probe.rest() == [])
    #expect(try probe.end() == (0, ""))
  }

  @Test func `takes a line of 64 MiB without an end in bounded memory, and serves the next`() throws {
    let probe = try ProbeProcess()
    let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<64 { try probe.send(chunk) }
    #expect(try probe.line()?.errorCode == -32600)
    try probe.send([0x0A])
    try probe.send(discover)
    #expect(try probe.line()?["id"] == "d")
    if let peak = try probe.peakMemory() { #expect(peak < 96 << 20) }
    try probe.endInput()
    #expect(try probe.rest() == [])
    #expect(try probe.end() == (0, ""))
  }

  @Test func `answers both eras to a client that gave up waiting for the first answer`() throws {
    let probe = try ProbeProcess()
    probe.signal(SIGSTOP)
    try probe.send(discover)
    try probe.send(initialize("2025-11-25", id: 0))
    try probe.send(["jsonrpc": "2.0", "method": "notifications/initialized"] as JSONValue)
    try probe.send(legacy(1, "tools/list"))
    probe.signal(SIGCONT)
    try probe.endInput()
    #expect(try probe.rest().map { $0["id"] } == ["d", 0, 1])
    #expect(try probe.end() == (0, ""))
  }
}
