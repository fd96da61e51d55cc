import JSON
import MCPServer
import Synchronization

/// Keeps what a session sends.
final class ProbingSink: FrameSink {
  let frames = Mutex<[Frame]>([])
  let behind = Atomic(false)

  var isBehind: Bool { behind.load(ordering: .relaxed) }

  func send(_ frame: Frame) {
    frames.withLock { $0.append(frame) }
  }
}

/// A tool for each thing that a call can do; all of them run on the thread that brings the line.
final class ProbingTools: ToolHost {
  let instructions = "What it is for."
  let gate = ProbingGate()
  private let inline = InlineExecutor()

  let tools: [ToolDescription] = ["echo", "text", "fail", "hold", "count", "ask"].map { name in
    ToolDescription(
      name: name, title: name, description: name, inputSchema: ["type": "object"], readOnly: true,
      destructive: false, idempotent: true)
  }

  func executor(for name: String) -> any TaskExecutor { inline }

  func call(_ name: String, arguments: JSONObject, context: CallContext) async -> ToolOutcome {
    switch name {
    case "echo": return .object(.object(arguments))
    case "text": return .text([1, "two"])
    case "hold":
      await gate.wait()
      context.progress(1, "late")
      return .object(["held": true])
    case "count":
      for number in 0..<3 { context.progress(number, of: 3, "counting") }
      return .object(["counted": 3])
    case "ask":
      do throws(AskRefusal) {
        let question = Question("Sure?", fields: ["ok": ["type": "boolean"]], required: ["ok"])
        return .object(.object(try await context.ask(question)))
      } catch {
        return .failure(["error": "\(error)"])
      }
    default: return .failure(["error": "refused"])
    }
  }
}

/// Runs a job where it is put down.
private final class InlineExecutor: TaskExecutor {
  func enqueue(_ job: consuming ExecutorJob) {
    UnownedJob(job).runSynchronously(on: asUnownedTaskExecutor())
  }
}

/// Where calls wait until they are let through, or cancelled.
final class ProbingGate: Sendable {
  private struct State {
    var isOpen = false
    var next = 0
    var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  func wait() async {
    let ticket = state.withLock { state in
      state.next += 1
      return state.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let passes = state.withLock { state in
          if state.isOpen || Task.isCancelled { return true }
          state.waiting.append((ticket, continuation))
          return false
        }
        if passes { continuation.resume() }
      }
    } onCancel: {
      let waiting = state.withLock { state in
        state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
      }
      waiting?.continuation.resume()
    }
  }

  /// Lets the one through that waits longest.
  func openOne() {
    let first = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    first?.continuation.resume()
  }

  /// Lets all through, and those that are to come.
  func openAll() {
    let all = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for one in all { one.continuation.resume() }
  }
}
