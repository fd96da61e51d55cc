import JSON
import MCPServer
import Testing

@Suite struct `A question in the modern era` {
  private func confirm(
    _ id: JSONValue, words: JSONValue = "Sure?", tool: JSONValue = "confirm", state: JSONValue? = nil,
    responses: JSONValue? = nil, elicitation: JSONValue? = [:]
  ) -> JSONValue {
    var params: JSONObject = ["name": tool, "arguments": ["words": words]]
    params["requestState"] = state
    params["inputResponses"] = responses
    return modern(id, "tools/call", params, meta: modernMeta(elicitation: elicitation))
  }

  private func accepted(_ ok: JSONValue = true) -> JSONValue { ["action": "accept", "content": ["ok": ok]] }

  @Test func `travels in the result, and its answer comes with the next call`() async throws {
    let wire = TestWire()
    wire.send(confirm(1))
    let first = try #require(await wire.frames(1).first?["result"])
    #expect(first.objectValue?.keys == ["resultType", "inputRequests", "requestState", "_meta"])
    #expect(first["resultType"] == "input_required")
    #expect(
      first["inputRequests"] == [
        "question-1": [
          "method": "elicitation/create",
          "params": [
            "mode": "form", "message": "Sure?",
            "requestedSchema": [
              "type": "object", "properties": ["ok": ["type": "boolean"]], "required": ["ok"],
            ],
          ],
        ]
      ])
    wire.send(confirm(2, state: first["requestState"], responses: ["question-1": accepted()]))
    let frames = await wire.end()
    #expect(frames.count == 2)
    #expect(frames[1]["result"]?["structuredContent"] == ["answers": [["ok": true]]])
    #expect(wire.tools.log.lines == ["asks Sure?", "refused: callEnded", "asks Sure?"])
  }

  @Test func `may be followed by a second one`() async throws {
    let wire = TestWire()
    wire.send(confirm(1, tool: "twice"))
    let first = try #require(await wire.frames(1).last?["result"])
    wire.send(confirm(2, tool: "twice", state: first["requestState"], responses: ["question-1": accepted(1)]))
    let second = try #require(await wire.frames(2).last?["result"])
    #expect(second["inputRequests"]?.objectValue?.keys == ["question-2"])
    wire.send(
      confirm(3, tool: "twice", state: second["requestState"], responses: ["question-2": accepted(2)]))
    #expect(await wire.end().last?["result"]?["structuredContent"] == ["answers": [["ok": 1], ["ok": 2]]])
  }

  @Test func `is put again if its answer is missing`() async throws {
    let wire = TestWire()
    wire.send(confirm(1))
    let state = try #require(await wire.frames(1).last?["result"]?["requestState"])
    wire.send(confirm(2, state: state, responses: ["other": accepted()]))
    #expect(await wire.end().last?["result"]?["resultType"] == "input_required")
  }

  @Test func `that has changed since is put anew, and the answer to the old one is dropped`() async throws {
    let wire = TestWire()
    wire.send(confirm(1, tool: "changing"))
    let first = try #require(await wire.frames(1).last?["result"])
    let answer: JSONValue = ["question-1": accepted()]
    wire.send(confirm(2, tool: "changing", state: first["requestState"], responses: answer))
    let second = try #require(await wire.end().last?["result"])
    #expect(second["resultType"] == "input_required")
    #expect(second["inputRequests"]?.objectValue?.keys == ["question-1"])
    #expect(second["inputRequests"]?["question-1"]?["params"]?["message"] == "With 2 lines?")
  }

  @Test(
    arguments: [
      (["action": "decline"], "declined"), (["action": "cancel"], "dismissed"),
      (["action": "maybe"], #"failed("action must be accept, decline or cancel, got \"maybe\"")"#),
    ] as [(JSONValue, String)])
  func `may be refused`(response: JSONValue, refusal: String) async throws {
    let wire = TestWire()
    wire.send(confirm(1))
    let state = try #require(await wire.frames(1).last?["result"]?["requestState"])
    wire.send(confirm(2, state: state, responses: ["question-1": response]))
    #expect(await wire.end().last?["result"]?["isError"] == true)
    #expect(wire.tools.log.lines.last == "refused: \(refusal)")
  }

  @Test func `is answered only for the call it was asked for, by the server that asked it`() async throws {
    let wire = TestWire()
    wire.send(confirm(1))
    let state = try #require(await wire.frames(1).last?["result"]?["requestState"]?.stringValue)
    let answer: JSONValue = ["question-1": accepted()]
    wire.send(confirm(2, words: "Really?", state: .string(state), responses: answer))
    wire.send(confirm(3, tool: "twice", state: .string(state), responses: answer))
    wire.send(confirm(4, state: .string(state + " "), responses: answer))
    wire.send(confirm(5, state: 5, responses: answer))
    wire.send(confirm(6, responses: answer))
    wire.send(confirm(7, state: .string(state), responses: []))
    wire.send(confirm(8, state: .string(state), responses: ["question-1": true]))
    let frames = await wire.end().dropFirst()
    #expect(frames.map(\.errorCode) == Array(repeating: -32602, count: 7))
    let other = TestWire()
    other.send(confirm(1, state: .string(state), responses: answer))
    #expect(await other.end().map(\.errorCode) == [-32602])
  }

  @Test func `can't be put to a client without elicitation, and no answer is taken from one`() async throws {
    let wire = TestWire()
    for elicitation in [nil, ["url": [:]], true] as [JSONValue?] {
      wire.send(confirm(1, elicitation: elicitation))
      _ = await wire.frames(wire.sink.frames.count + 1)
    }
    wire.send(confirm(2, state: "x", responses: [:], elicitation: nil))
    let frames = await wire.end()
    #expect(frames.prefix(3).allSatisfy { $0.text == #"{"error":"unavailable"}"# })
    #expect(frames[3].errorCode == -32021)
    #expect(frames[3]["error"]?["data"] == ["requiredCapabilities": ["elicitation": ["form": [:]]]])
  }
}

@Suite struct `A question in a legacy session` {
  private func session(_ version: JSONValue, elicitation: JSONValue? = [:]) -> TestWire {
    let wire = TestWire()
    var capabilities: JSONObject = [:]
    capabilities["elicitation"] = elicitation
    wire.send(initialize(version, capabilities: capabilities))
    return wire
  }

  private let confirm = legacy(1, "tools/call", ["name": "confirm"])

  @Test(arguments: ["2025-06-18", "2025-11-25"] as [JSONValue])
  func `is a request to the client, whose answer the call waits for`(version: JSONValue) async throws {
    let wire = session(version)
    wire.send(confirm)
    let question = try #require(await wire.frames(2).last)
    #expect(question.objectValue?.keys == ["jsonrpc", "id", "method", "params"])
    #expect(question["method"] == "elicitation/create")
    #expect(question["params"]?.objectValue?.keys == ["message", "requestedSchema"])
    // An answer to something else changes nothing.
    wire.send(["jsonrpc": "2.0", "id": "question-77", "result": ["action": "decline"]])
    wire.send([
      "jsonrpc": "2.0", "id": question["id"] ?? .null,
      "result": ["action": "accept", "content": ["ok": true]],
    ])
    // A second one is a stray.
    wire.send(["jsonrpc": "2.0", "id": question["id"] ?? .null, "result": ["action": "decline"]])
    let frames = await wire.end()
    #expect(frames.count == 3)
    #expect(frames[2].text == #"{"answers":[{"ok":true}]}"#)
  }

  @Test(
    arguments: [
      (["result": ["action": "decline"]], "declined"), (["result": ["action": "cancel"]], "dismissed"),
      (["result": 5], #"failed("action must be accept, decline or cancel, got nothing")"#),
      (["error": ["code": -1, "message": "no"]], #"failed("no")"#),
    ] as [(JSONObject, String)])
  func `may be refused`(answer: JSONObject, refusal: String) async throws {
    let wire = session("2025-11-25")
    wire.send(confirm)
    var response = answer
    response["jsonrpc"] = "2.0"
    response["id"] = try #require(await wire.frames(2).last?["id"])
    wire.send(.object(response))
    #expect(await wire.end().last?["result"]?["isError"] == true)
    #expect(wire.tools.log.lines.last == "refused: \(refusal)")
  }

  @Test func `is taken back when its call is cancelled`() async throws {
    let wire = session("2025-11-25")
    wire.send(confirm)
    let id = try #require(await wire.frames(2).last?["id"])
    wire.send(cancelled(1))
    await wire.tools.log.wait(for: 2)
    let frames = await wire.end()
    #expect(frames.count == 3)
    #expect(frames[2]["method"] == "notifications/cancelled" && frames[2]["params"]?["requestId"] == id)
    #expect(wire.tools.log.lines.last == "refused: callEnded")
  }

  @Test func `ends with the input`() async {
    let wire = session("2025-11-25")
    wire.send(confirm)
    _ = await wire.frames(2)
    #expect(await wire.end().count == 3)
    #expect(wire.tools.log.lines.last == "refused: callEnded")
  }

  @Test(
    arguments: [("2025-11-25", nil), ("2025-11-25", ["url": [:]]), ("2025-03-26", [:])]
      as [(JSONValue, JSONValue?)])
  func `can't be put to a client that did not say it takes any`(version: JSONValue, elicitation: JSONValue?)
    async
  {
    let wire = session(version, elicitation: elicitation)
    wire.send(confirm)
    #expect(await wire.end().last?.text == #"{"error":"unavailable"}"#)
  }
}
