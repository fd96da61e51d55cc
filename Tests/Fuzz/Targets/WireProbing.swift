import JSON
import MCPServer
import Synchronization

/// Each request is answered once, with its id as it was written, each line that is none is answered without one, and a
/// session whose input ends has nothing left.
///
/// The first byte says in pieces of how many bytes the lines arrive; the second after how many lines the oldest call that
/// waits goes on, and whether the client is slow to read for a while.
enum WireProbing {
  static func run(_ input: [UInt8]) throws(FuzzFinding) {
    guard input.count > 2 else { return }
    let piece = max(1, Int(input[0]))
    let release = Int(input[1] & 7)
    let isSlow = input[1] & 8 != 0
    let lines = input.dropFirst(2)

    let tools = ProbingTools()
    let sink = ProbingSink()
    let session = Session(
      host: tools, info: ServerInfo(name: "fuzz", title: "Fuzz", version: "1"), sink: sink,
      clock: { .seconds(1) })
    var splitter = LineSplitter()
    var count = 0
    func receive(_ line: LineSplitter.Line) {
      sink.behind.store(isSlow && count < 4, ordering: .relaxed)
      session.receive(line)
      count += 1
      if isSlow, count == 4 {
        sink.behind.store(false, ordering: .relaxed)
        session.resume()
      }
      if release > 0, count % release == 0 { tools.gate.openOne() }
    }
    var rest = lines
    while !rest.isEmpty {
      for line in splitter.feed(rest.prefix(piece)) { receive(line) }
      rest = rest.dropFirst(piece)
    }
    if let line = splitter.finish() { receive(line) }
    sink.behind.store(false, ordering: .relaxed)
    session.resume()
    let isIdle = Atomic(false)
    session.close { isIdle.store(true, ordering: .relaxed) }
    tools.gate.openAll()
    try require(isIdle.load(ordering: .relaxed), "calls are left after all of them ended")
    try WireExpectation(Array(lines)).check(sink.frames.withLock { $0 })
  }
}

/// What a client's lines are to be answered with, told from the lines alone.
private struct WireExpectation {
  /// How often each id was asked with, by its text.
  private var asked: [String: Int] = [:]
  /// How many lines have no id to answer to.
  private var nameless = 0
  /// Whether something may stay without an answer of its own: a call that is cancelled, a subscription, an array.
  private var mayBeLess = false

  init(_ bytes: [UInt8]) {
    for line in bytes.split(separator: 0x0A) {
      let text = line.last == 0x0D ? line.dropLast() : line
      if text.isEmpty { continue }
      switch try? JSONValue(parsing: Array(text)) {
      case .object(let object): take(object)
      case .array(let elements):
        mayBeLess = true
        nameless += 1
        for element in elements {
          if case .object(let object) = element { take(object) } else { nameless += 1 }
        }
      default: nameless += 1
      }
    }
  }

  private mutating func take(_ object: JSONObject) {
    let id = object["id"].flatMap(Self.text)
    if object["method"] == nil, object["result"] != nil || object["error"] != nil { return }
    let isNotification =
      object["jsonrpc"] == "2.0" && object["method"]?.stringValue != nil && object["id"] == nil
    if isNotification {
      if object["method"] == "notifications/cancelled" { mayBeLess = true }
      return
    }
    if object["method"] == "subscriptions/listen" { mayBeLess = true }
    if let id { asked[id, default: 0] += 1 } else { nameless += 1 }
  }

  /// The text of what can be an id: a string, or a number without a fraction.
  private static func text(_ value: JSONValue) -> String? {
    switch value {
    case .string, .integer: return value.serialized()
    case .number(let text):
      let isWhole = text.allSatisfy { $0.isNumber || $0 == "-" || $0 == "." }
      return isWhole && (text.split(separator: ".").dropFirst().first ?? "0").allSatisfy { $0 == "0" }
        ? text : nil
    case .null, .bool, .array, .object: return nil
    }
  }

  func check(_ frames: [Frame]) throws(FuzzFinding) {
    var answers: [String: Int] = [:]
    var withoutID = 0
    for frame in frames {
      try require(!frame.bytes.contains(0x0A), "an answer is more than one line")
      guard let value = try? JSONValue(parsing: frame.bytes) else {
        throw FuzzFinding("no JSON: \(String(decoding: frame.bytes, as: UTF8.self))")
      }
      for message in value.arrayValue ?? [value] {
        try require(message["jsonrpc"] == "2.0", "no message: \(message)")
        let parts = ["result", "error", "method"].filter { message[$0] != nil }
        try require(parts.count == 1, "\(parts) in one message: \(message)")
        if message["method"] != nil { continue }
        if let error = message["error"] {
          let code = error["code"]?.intValue ?? 0
          try require(
            [-32700, -32600, -32601, -32602, -32022].contains(code), "the code \(code): \(message)")
          try require(
            error["message"]?.stringValue?.isEmpty == false, "an error that says nothing: \(message)")
        }
        switch message["id"] {
        case .null: withoutID += 1
        case let id?: answers[id.serialized(), default: 0] += 1
        case nil: throw FuzzFinding("an answer without id: \(message)")
        }
      }
    }
    for (id, count) in answers {
      let asked = asked[id] ?? 0
      try require(count <= asked, "the id \(id) was asked with \(asked) times and answered \(count) times")
    }
    try require(withoutID <= nameless, "\(nameless) lines have no id, and \(withoutID) answers have none")
    guard !mayBeLess else { return }
    try require(withoutID == nameless, "\(nameless) lines have no id, and \(withoutID) answers have none")
    for (id, count) in asked {
      try require(
        answers[id] == count,
        "the id \(id) was asked with \(count) times and answered \(answers[id] ?? 0) times")
    }
  }
}
