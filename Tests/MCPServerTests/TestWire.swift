import JSON
import MCPServer
import Synchronization
import Testing

/// A session in this process with a client that is the test: lines go in, answers are kept.
final class TestWire: Sendable {
  let tools = TestTools()
  let sink = RecordingSink()
  let session: Session

  /// - Parameter step: how far the session's clock goes on whenever it is read.
  init(step: Duration = .seconds(1)) {
    let time = Mutex(Duration.zero)
    session = Session(
      host: tools, info: ServerInfo(name: "probe", title: "Probe", version: "1"), sink: sink,
      clock: {
        time.withLock { time in
          time += step
          return time
        }
      })
  }

  func send(_ line: String) {
    session.receive(.line(Array(line.utf8)))
  }

  func send(_ value: JSONValue) {
    session.receive(.line(value.serializedBytes()))
  }

  /// Waits until so many lines have been sent, and gives all of them.
  func frames(_ count: Int) async -> [JSONValue] {
    await sink.log.wait(for: count)
    return sink.frames
  }

  /// Ends the input, waits for the calls, and gives all lines that were sent.
  func end() async -> [JSONValue] {
    await withCheckedContinuation { continuation in
      session.close { continuation.resume() }
    }
    return sink.frames
  }

  /// The lines that a server sends to these.
  static func answers(to lines: String...) async -> [JSONValue] {
    let wire = TestWire()
    for line in lines { wire.send(line) }
    return await wire.end()
  }
}

/// Keeps what a session sends.
final class RecordingSink: FrameSink {
  let log = Log()
  private let behind = Mutex(false)

  var isBehind: Bool {
    get { behind.withLock { $0 } }
    set { behind.withLock { $0 = newValue } }
  }

  func send(_ frame: Frame) {
    log.add(String(decoding: frame.bytes, as: UTF8.self))
  }

  var frames: [JSONValue] {
    log.lines.map { line in
      do {
        return try JSONValue(parsing: line)
      } catch {
        Issue.record("not JSON: \(error) in \(line)")
        return .null
      }
    }
  }
}

/// The `_meta` of a modern request.
func modernMeta(elicitation: JSONValue? = nil, token: JSONValue? = nil) -> JSONValue {
  var capabilities: JSONObject = [:]
  capabilities["elicitation"] = elicitation
  var meta: JSONObject = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": .object(capabilities),
  ]
  meta["progressToken"] = token
  return .object(meta)
}

/// A modern request.
func modern(_ id: JSONValue, _ method: String, _ params: JSONObject = [:], meta: JSONValue = modernMeta())
  -> JSONValue
{
  var params = params
  params["_meta"] = meta
  return ["jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(params)]
}

/// A legacy request.
func legacy(_ id: JSONValue, _ method: String, _ params: JSONObject = [:]) -> JSONValue {
  ["jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(params)]
}

func initialize(_ version: JSONValue, id: JSONValue = 0, capabilities: JSONObject = [:]) -> JSONValue {
  legacy(
    id, "initialize",
    [
      "protocolVersion": version, "capabilities": .object(capabilities),
      "clientInfo": ["name": "test", "version": "1"],
    ])
}

func cancelled(_ id: JSONValue) -> JSONValue {
  ["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": id, "reason": "Esc"]]
}

extension JSONValue {
  /// The code of an error response.
  var errorCode: Int? { self["error"]?["code"]?.intValue }

  /// The text of a tool's result.
  var text: String? { self["result"]?["content"]?.arrayValue?.first?["text"]?.stringValue }
}
