import JSON
import MCPServer
import Testing

@Suite struct `A message` {
  private func frame(_ line: String) -> String {
    switch Message(line: Array(line.utf8)) {
    case .request(let request):
      "request \(request.id.value.serialized()) \(request.method) \(JSONValue.object(request.params).serialized())"
    case .notification(let method, let params):
      "notification \(method) \(JSONValue.object(params).serialized())"
    case .response(let id, .result(let value)):
      "result \(id?.value.serialized() ?? "-") \(value.serialized())"
    case .response(let id, .error(let value)): "error \(id?.value.serialized() ?? "-") \(value.serialized())"
    case .invalid(let id, let error): "invalid \(id?.value.serialized() ?? "null") \(error.code)"
    case .batch(let messages): "batch \(messages.count)"
    }
  }

  @Test(arguments: [
    (#"{"jsonrpc":"2.0","id":1,"method":"m"}"#, "request 1 m {}"),
    (#"{"jsonrpc":"2.0","id":0,"method":"m","params":{"a":1}}"#, #"request 0 m {"a":1}"#),
    (#"{"method":"m","id":"x","jsonrpc":"2.0"}"#, #"request "x" m {}"#),
    (#"{"jsonrpc":"2.0","id":"","method":"m"}"#, #"request "" m {}"#),
    (#"{"jsonrpc":"2.0","id":-7,"method":"m"}"#, "request -7 m {}"),
    (#"{"jsonrpc":"2.0","id":9007199254740993,"method":"m"}"#, "request 9007199254740993 m {}"),
    (
      #"{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"m"}"#,
      "request 123456789012345678901234567890 m {}"
    ),
    (#"{"jsonrpc":"2.0","id":1.0,"method":"m"}"#, "request 1.0 m {}"),
    (#"{"jsonrpc":"2.0","id":-0,"method":"m"}"#, "request -0 m {}"),
    (#"{"jsonrpc":"2.0","method":"m"}"#, "notification m {}"),
    (#"{"jsonrpc":"2.0","method":"m","params":[1]}"#, "notification m {}"),
    (#"{"jsonrpc":"2.0","id":1,"result":{}}"#, "result 1 {}"),
    (#"{"jsonrpc":"2.0","id":1,"error":{"code":1}}"#, #"error 1 {"code":1}"#),
    (#"{"jsonrpc":"2.0","id":null,"error":{}}"#, "error - {}"), (#"{"id":5,"result":1}"#, "result 5 1"),
    (#"{"jsonrpc":"2.0","id":1,"method":"m","params":[]}"#, "invalid 1 -32600"),
    (#"{"jsonrpc":"2.0","id":1,"method":"m","params":null}"#, "invalid 1 -32600"),
    (#"{"jsonrpc":"2.0","id":1,"method":"m","params":5}"#, "invalid 1 -32600"),
    (#"{"jsonrpc":"2.0","id":null,"method":"m"}"#, "invalid null -32600"),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#, "invalid null -32600"),
    (#"{"jsonrpc":"2.0","id":1e3,"method":"m"}"#, "invalid null -32600"),
    (#"{"jsonrpc":"2.0","id":true,"method":"m"}"#, "invalid null -32600"),
    (#"{"jsonrpc":"2.0","id":[1],"method":"m"}"#, "invalid null -32600"),
    (#"{"jsonrpc":"2.0","id":{},"method":"m"}"#, "invalid null -32600"),
    (#"{"jsonrpc":"1.0","id":1,"method":"m"}"#, "invalid 1 -32600"),
    (#"{"id":1,"method":"m"}"#, "invalid 1 -32600"),
    (#"{"jsonrpc":2.0,"id":1,"method":"m"}"#, "invalid 1 -32600"),
    (#"{"jsonrpc":"2.0","id":1}"#, "invalid 1 -32600"),
    (#"{"jsonrpc":"2.0","id":1,"method":5}"#, "invalid 1 -32600"),
    (#"{"jsonrpc":"2.0","method":5}"#, "invalid null -32600"),
    ("{}", "invalid null -32600"), ("5", "invalid null -32600"), ("\"x\"", "invalid null -32600"),
    ("null", "invalid null -32600"),
    ("[]", "invalid null -32600"), ("[1]", "batch 1"),
    (#"[{"jsonrpc":"2.0","id":1,"method":"m"},[]]"#, "batch 2"),
    ("{", "invalid null -32700"), ("hello", "invalid null -32700"),
    (#"{"id":1,"id":2}"#, "invalid null -32700"), ("  ", "invalid null -32700"),
    (#"{"jsonrpc":"2.0","id":1,"method":"m",}"#, "invalid null -32700"),
    ("\u{FEFF}{}", "invalid null -32700"),
  ])
  func `is told by what is in it`(line: String, expected: String) {
    #expect(frame(line) == expected)
  }

  @Test func `that is not UTF-8 or too deep is a parse error`() {
    for line in [[0x22, 0xFF, 0x22], Array(repeating: UInt8(ascii: "["), count: 100_000)] as [[UInt8]] {
      guard case .invalid(nil, let error) = Message(line: line) else {
        Issue.record("not refused")
        continue
      }
      #expect(error.code == -32700)
    }
  }

  @Test func `in an array of more than a thousand is refused as a whole`() {
    let many = JSONValue.array(Array(repeating: 1, count: 1_001))
    guard case .invalid(nil, let error) = Message(many) else {
      Issue.record("not refused")
      return
    }
    #expect(error.code == -32600)
  }
}
