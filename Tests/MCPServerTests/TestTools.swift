import JSON
import MCPServer
import Synchronization

/// The tools of the session's tests: one for each thing that a call can do.
final class TestTools: ToolHost {
  let instructions = "What it is for."
  let tools: [ToolDescription]
  /// Opened by a test to let the calls of `hold` end.
  let gate = Gate()
  /// What happened inside calls, in order.
  let log = Log()

  init() {
    tools = ["echo", "refuse", "bare", "hold", "count", "confirm", "twice", "changing"].map { name in
      ToolDescription(
        name: name, title: "Title of \(name)", description: "Does \(name).",
        inputSchema: ["type": "object", "properties": [:]], readOnly: name != "confirm", destructive: false,
        idempotent: true)
    }
  }

  func call(_ name: String, arguments: JSONObject, context: CallContext) async -> ToolOutcome {
    switch name {
    case "echo": return .object(.object(arguments))
    case "bare": return .text([1, "two"])
    case "hold":
      let label = arguments["label"]?.stringValue ?? "hold"
      log.add("\(label) started")
      await gate.wait()
      context.progress(99, of: nil, "late")
      log.add("\(label) \(Task.isCancelled ? "cancelled" : "ended")")
      return .object(["held": .string(label)])
    case "count":
      for value in arguments["values"]?.arrayValue ?? [] {
        context.progress(value.intValue ?? 0, of: 9, "counting")
      }
      return .object(["counted": true])
    case "confirm":
      return await confirm([arguments["words"]?.stringValue ?? "Sure?"], context)
    case "twice":
      return await confirm(["First?", "Second?"], context)
    case "changing":
      // What is asked depends on what has happened meanwhile.
      return await confirm(["With \(log.lines.count) lines?"], context)
    default: return .failure(["error": "It was refused.", "code": "refused"])
    }
  }

  private func confirm(_ questions: [String], _ context: CallContext) async -> ToolOutcome {
    var answers: [JSONValue] = []
    for words in questions {
      do {
        log.add("asks \(words)")
        let question = Question(words, fields: ["ok": ["type": "boolean"]], required: ["ok"])
        answers.append(.object(try await context.ask(question)))
      } catch {
        log.add("refused: \(error)")
        return .failure(["error": "\(error)"])
      }
    }
    return .object(["answers": .array(answers)])
  }
}

/// What happened, in order.
final class Log: Sendable {
  private let state = Mutex<(lines: [String], waiting: [(Int, CheckedContinuation<Void, Never>)])>(([], []))

  var lines: [String] { state.withLock { $0.lines } }

  func add(_ line: String) {
    let ready = state.withLock { state in
      state.lines.append(line)
      let ready = state.waiting.filter { $0.0 <= state.lines.count }
      state.waiting.removeAll { $0.0 <= state.lines.count }
      return ready
    }
    for (_, continuation) in ready { continuation.resume() }
  }

  /// Waits until there are so many lines.
  func wait(for count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.lines.count < count { state.waiting.append((count, continuation)) }
        return state.lines.count >= count
      }
      if isThere { continuation.resume() }
    }
  }
}

/// A gate that calls wait at; cancelling a call lets it through.
final class Gate: Sendable {
  private let state = Mutex<(isOpen: Bool, next: Int, waiting: [Int: CheckedContinuation<Void, Never>])>(
    (false, 0, [:]))

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume() }
  }

  func wait() async {
    let ticket = state.withLock { state in
      state.next += 1
      return state.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let passes = state.withLock { state in
          if state.isOpen || Task.isCancelled { return true }
          state.waiting[ticket] = continuation
          return false
        }
        if passes { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: ticket) }?.resume()
    }
  }
}
