import JSON
import MCPServer
import Testing

@Suite struct `A modern request` {
  @Test func `discovers, lists and calls with the shapes of 2026-07-28`() async throws {
    let wire = TestWire()
    wire.send(modern("probe-1", "server/discover"))
    wire.send(modern(1, "tools/list"))
    wire.send(modern(2, "tools/call", ["name": "echo", "arguments": ["a": [1, nil]]]))
    let frames = await wire.end()
    try #require(frames.count == 3)
    let meta: JSONValue = [
      "io.modelcontextprotocol/serverInfo": ["name": "probe", "title": "Probe", "version": "1"]
    ]
    #expect(
      frames[0] == [
        "jsonrpc": "2.0", "id": "probe-1",
        "result": [
          "resultType": "complete",
          "supportedVersions": ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"],
          "capabilities": ["tools": [:]], "instructions": "What it is for.", "ttlMs": 3_600_000,
          "cacheScope": "private", "_meta": meta,
        ],
      ])
    let list = try #require(frames[1]["result"]?.objectValue)
    #expect(list.keys == ["resultType", "tools", "ttlMs", "cacheScope", "_meta"])
    #expect(
      list["tools"]?.arrayValue?.first == [
        "name": "echo", "title": "Title of echo", "description": "Does echo.",
        "inputSchema": ["type": "object", "properties": [:]],
        "annotations": [
          "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false,
        ],
      ])
    #expect(list["tools"]?.arrayValue?.map { $0["name"] } == wire.tools.tools.map { .string($0.name) })
    #expect(
      frames[2]["result"] == [
        "resultType": "complete", "content": [["type": "text", "text": #"{"a":[1,null]}"#]],
        "structuredContent": ["a": [1, nil]], "isError": false, "_meta": meta,
      ])
  }

  @Test func `gives text alone where a tool answers text, and a failure as an error's text`() async {
    let wire = TestWire()
    wire.send(modern(1, "tools/call", ["name": "bare"]))
    _ = await wire.frames(1)
    wire.send(modern(2, "tools/call", ["name": "refuse"]))
    let frames = await wire.end()
    #expect(frames[0].text == #"[1,"two"]"# && frames[0]["result"]?["structuredContent"] == nil)
    #expect(frames[0]["result"]?["isError"] == false)
    #expect(frames[1].text == #"{"error":"It was refused.","code":"refused"}"#)
    #expect(frames[1]["result"]?["isError"] == true && frames[1]["result"]?["structuredContent"] == nil)
  }

  @Test(arguments: [
    (
      #"{"io.modelcontextprotocol/protocolVersion":5,"io.modelcontextprotocol/clientCapabilities":{}}"#,
      -32602, "protocolVersion"
    ),
    (
      #"{"io.modelcontextprotocol/protocolVersion":null,"io.modelcontextprotocol/clientCapabilities":{}}"#,
      -32602, "protocolVersion"
    ),
    (
      #"{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#, -32602,
      "io.modelcontextprotocol/clientCapabilities"
    ),
    (
      #"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]}"#,
      -32602, "clientCapabilities"
    ),
    (
      #"{"io.modelcontextprotocol/protocolVersion":"2027-01-01","io.modelcontextprotocol/clientCapabilities":{}}"#,
      -32022, "Unsupported"
    ),
    (
      #"{"io.modelcontextprotocol/protocolVersion":"2025-11-25","io.modelcontextprotocol/clientCapabilities":{}}"#,
      -32022, "Unsupported"
    ),
    ("5", -32602, "_meta"), ("[]", -32602, "_meta"),
  ])
  func `with a wrong _meta is refused, naming the key`(meta: String, code: Int, word: String) async throws {
    for method in ["server/discover", "tools/list", "tools/call", "ping"] {
      let line = #"{"jsonrpc":"2.0","id":9,"method":"\#(method)","params":{"_meta":\#(meta)}}"#
      let frame = try #require(await TestWire.answers(to: line).first)
      #expect(frame["id"] == 9)
      #expect(frame.errorCode == code)
      #expect(frame["error"]?["message"]?.stringValue?.contains(word) == true)
      if code == -32022 {
        #expect(
          frame["error"]?["data"]?["supported"] == [
            "2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05",
          ])
        #expect(meta.contains(frame["error"]?["data"]?["requested"]?.stringValue ?? "nothing"))
      }
    }
  }

  @Test(arguments: [
    "ping", "logging/setLevel", "resources/subscribe", "resources/list", "prompts/list",
    "completion/complete", "nonsense", "",
  ])
  func `for a method that is not served is -32601`(method: String) async {
    let wire = TestWire()
    wire.send(initialize("2025-11-25"))
    wire.send(modern(1, method))
    #expect(await wire.end().last?.errorCode == -32601)
  }

  @Test func `for a tool, with wrong parameters or a cursor is -32602`() async {
    let wire = TestWire()
    let params: [JSONObject] = [
      [:], ["name": 5], ["name": "nothing"], ["name": "echo", "arguments": []],
      ["name": "echo", "arguments": "x"],
    ]
    for params in params { wire.send(modern(1, "tools/call", params)) }
    for cursor in ["", "x", 5, nil] as [JSONValue] { wire.send(modern(1, "tools/list", ["cursor": cursor])) }
    for token in [true, .number("1.5"), [:]] as [JSONValue] {
      wire.send(modern(1, "tools/call", ["name": "echo"], meta: modernMeta(token: token)))
    }
    wire.send(modern(1, "subscriptions/listen"))
    let frames = await wire.end()
    #expect(frames.count == 13)
    #expect(frames.allSatisfy { $0.errorCode == -32602 && $0["id"] == 1 })
    #expect(frames[2]["error"]?["message"] == "Unknown tool: nothing")
  }

  @Test func `to listen is acknowledged with nothing, and stays open until it is cancelled`() async {
    let wire = TestWire()
    let filter: JSONObject = ["notifications": ["toolsListChanged": true, "promptsListChanged": true]]
    wire.send(modern("listen:0", "subscriptions/listen", filter))
    wire.send(modern("listen:0", "tools/list"))
    wire.send(cancelled("listen:0"))
    wire.send(modern("listen:0", "server/discover"))
    let frames = await wire.end()
    #expect(frames.count == 3)
    #expect(
      frames[0] == [
        "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged",
        "params": ["_meta": ["io.modelcontextprotocol/subscriptionId": "listen:0"], "notifications": [:]],
      ])
    #expect(frames[1].errorCode == -32600)
    #expect(frames[2]["result"]?["resultType"] == "complete")
  }
}

@Suite struct `A legacy session` {
  @Test(arguments: [
    ("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"),
    ("2025-11-25", "2025-11-25"),
    ("2026-07-28", "2025-11-25"), ("2099-01-01", "2025-11-25"), ("", "2025-11-25"), ("1.0", "2025-11-25"),
  ])
  func `agrees on a version, and never refuses one`(asked: String, answered: String) async throws {
    let wire = TestWire()
    wire.send(initialize(.string(asked)))
    let result = try #require(await wire.end().first?["result"]?.objectValue)
    #expect(result.keys == ["protocolVersion", "capabilities", "serverInfo", "instructions"])
    #expect(result["protocolVersion"] == .string(answered))
    #expect(result["capabilities"] == ["tools": [:]])
    let hasTitle = answered >= "2025-06-18"
    #expect(
      result["serverInfo"]
        == (hasTitle
          ? ["name": "probe", "title": "Probe", "version": "1"] : ["name": "probe", "version": "1"]))
  }

  @Test(arguments: [
    ("2024-11-05", ["name", "description", "inputSchema"], ["content", "isError"]),
    ("2025-03-26", ["name", "description", "inputSchema", "annotations"], ["content", "isError"]),
    (
      "2025-06-18", ["name", "title", "description", "inputSchema", "annotations"],
      ["content", "structuredContent", "isError"]
    ),
    (
      "2025-11-25", ["name", "title", "description", "inputSchema", "annotations"],
      ["content", "structuredContent", "isError"]
    ),
  ])
  func `gives each version its own shapes and nothing modern`(version: String, tool: [String], call: [String])
    async throws
  {
    let wire = TestWire()
    wire.send(initialize(.string(version)))
    wire.send(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
    wire.send(#"{"method":"tools/list","jsonrpc":"2.0","id":1}"#)
    wire.send(legacy(2, "ping"))
    wire.send(legacy(3, "tools/call", ["name": "echo", "arguments": ["a": 1]]))
    let frames = await wire.end()
    try #require(frames.count == 4)
    #expect(frames[1]["result"]?.objectValue?.keys == ["tools"])
    #expect(frames[1]["result"]?["tools"]?.arrayValue?.first?.objectValue?.keys == tool)
    #expect(frames[2] == ["jsonrpc": "2.0", "id": 2, "result": [:]])
    #expect(frames[3]["result"]?.objectValue?.keys == call)
    #expect(frames[3].text == #"{"a":1}"#)
  }

  @Test func `refuses an initialize without a version that is text`() async {
    let frames = await TestWire.answers(
      to: #"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#,
      #"{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":5}}"#,
      #"{"jsonrpc":"2.0","id":3,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":5}}"#
    )
    #expect(frames.map(\.errorCode) == [-32602, -32602, -32602])
  }

  @Test func `answers before it began: ping, what is unknown, what is missing`() async {
    let wire = TestWire()
    wire.send(legacy(1, "ping"))
    wire.send(legacy(2, "nonsense"))
    wire.send(legacy(3, "tools/list"))
    wire.send(legacy(4, "tools/call", ["name": "echo"]))
    wire.send(legacy(5, "server/discover"))
    wire.send(legacy(6, "subscriptions/listen"))
    let frames = await wire.end()
    #expect(frames.map(\.errorCode) == [nil, -32601, -32600, -32600, -32602, -32601])
    #expect(
      frames[4]["error"]?["message"]
        == "params._meta must carry io.modelcontextprotocol/protocolVersion and clientCapabilities")
  }

  @Test func `has no methods that were not advertised`() async {
    let wire = TestWire()
    wire.send(initialize("2025-11-25"))
    for method in [
      "resources/list", "prompts/list", "logging/setLevel", "completion/complete", "resources/subscribe",
    ] {
      wire.send(legacy(1, method))
    }
    #expect(await wire.end().dropFirst().allSatisfy { $0.errorCode == -32601 })
  }

  @Test func `may begin anew at any time`() async {
    let wire = TestWire()
    wire.send(initialize("2025-11-25"))
    wire.send(initialize("2024-11-05"))
    wire.send(legacy(1, "tools/list"))
    let frames = await wire.end()
    #expect(frames[1]["result"]?["protocolVersion"] == "2024-11-05")
    #expect(frames[2]["result"]?["tools"]?.arrayValue?.first?["annotations"] == nil)
  }
}

@Suite struct `Both eras on one stream` {
  @Test func `are told apart by each request`() async throws {
    let wire = TestWire()
    wire.send(modern(1, "server/discover"))
    wire.send(initialize("2025-11-25", id: 2))
    wire.send(legacy(3, "tools/list"))
    wire.send(modern(4, "tools/call", ["name": "echo"]))
    _ = await wire.frames(4)
    wire.send(legacy(5, "tools/call", ["name": "echo"]))
    _ = await wire.frames(5)
    wire.send(modern(6, "tools/list"))
    // The handshake stays legacy, whatever its _meta says.
    var handshake = initialize("2025-06-18", id: 7).objectValue?["params"]?.objectValue
    handshake?["_meta"] = modernMeta()
    wire.send(legacy(7, "initialize", try #require(handshake)))
    wire.send(modern(8, "ping"))
    wire.send(legacy(9, "ping"))
    let frames = await wire.end()
    #expect(frames.map { $0["id"] } == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    let types = frames.map { $0["result"]?["resultType"] }
    #expect(types == ["complete", nil, nil, "complete", nil, "complete", nil, nil, nil])
    #expect(frames[6]["result"]?["protocolVersion"] == "2025-06-18")
    #expect(frames[7].errorCode == -32601 && frames[8]["result"] == [:])
  }
}
