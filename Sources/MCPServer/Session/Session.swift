import JSON
import Synchronization

/// Where a session's lines go: in order, whole, and without waiting.
package protocol FrameSink: Sendable {
  /// Takes a line, without its end. It is called under a lock and must not block.
  func send(_ frame: Frame)

  /// Whether so much is still to be sent that no more work should be begun.
  var isBehind: Bool { get }
}

/// Serves one client: decodes its lines, answers what needs no tool at once, and runs each call in a task of its own.
///
/// Lines are given to it by one reader. Everything that is sent goes out under the session's lock, so a report of
/// progress never comes after its call's answer.
package final class Session: Sendable {
  private let host: any ToolHost
  private let sink: any FrameSink
  private let clock: @Sendable () -> Duration
  private let state: Mutex<State>

  private struct State {
    var dialogue: Dialogue
    var tasks: [CallKey: Task<Void, Never>] = [:]
    /// Calls that were cancelled before their task was put down.
    var stopped: Set<CallKey> = []
    var askers: [CallKey: CheckedContinuation<Result<JSONObject, AskRefusal>, Never>] = [:]
    var onIdle: (@Sendable () -> Void)?
  }

  /// A session whose clock gives the time since some fixed point.
  package init(
    host: some ToolHost, info: ServerInfo, sink: some FrameSink,
    clock: @escaping @Sendable () -> Duration = Session.monotonicClock()
  ) {
    self.host = host
    self.sink = sink
    self.clock = clock
    let shapes = ResultShapes(info: info, instructions: host.instructions, tools: host.tools)
    state = Mutex(State(dialogue: Dialogue(shapes: shapes, unserved: host.unserved, seal: RequestSeal())))
  }

  /// The time since now.
  package static func monotonicClock() -> @Sendable () -> Duration {
    let start = ContinuousClock.now
    return { ContinuousClock.now - start }
  }

  /// Takes the next line.
  package func receive(_ line: LineSplitter.Line) {
    let message: Message
    let size: Int
    switch line {
    case .line(let bytes):
      message = Message(line: bytes)
      size = bytes.count
    case .tooLong:
      message = .invalid(id: nil, .invalidRequest("message too large"))
      size = 0
    }
    apply { $0.receive(message, bytes: size) }
  }

  /// Takes note that the sink is no longer behind.
  package func resume() {
    apply { $0.resume() }
  }

  /// Ends the session from the client's side: no more lines will come.
  ///
  /// `onIdle` is called once, when no call is left.
  package func close(onIdle: @escaping @Sendable () -> Void) {
    apply { $0.close() }
    let isIdle = state.withLock { state in
      if !state.dialogue.isIdle { state.onIdle = onIdle }
      return state.dialogue.isIdle
    }
    if isIdle { onIdle() }
  }
}

extension Session {
  /// Changes the dialogue and carries out what follows.
  ///
  /// - Parameter ended: a call whose task has come to its end.
  private func apply(ended: CallKey? = nil, _ step: (inout Dialogue) -> [Dialogue.Effect]) {
    // What may run foreign code (a task's start, a cancellation handler, a continuation) waits for the lock's end.
    var later: [() -> Void] = []
    state.withLock { state in
      state.dialogue.isBehind = sink.isBehind
      for effect in step(&state.dialogue) {
        switch effect {
        case .send(let frame):
          sink.send(frame)
        case .start(let key, let tool, let arguments, let meta):
          later.append { self.start(key, tool, arguments, meta) }
        case .stop(let key):
          if let task = state.tasks.removeValue(forKey: key) {
            later.append { task.cancel() }
          } else {
            state.stopped.insert(key)
          }
        case .answer(let key, let answer):
          if let asker = state.askers.removeValue(forKey: key) {
            later.append { asker.resume(returning: answer) }
          }
        }
      }
      if let ended {
        state.tasks[ended] = nil
        state.stopped.remove(ended)
      }
      if state.dialogue.isIdle, let onIdle = state.onIdle {
        state.onIdle = nil
        later.append(onIdle)
      }
    }
    for action in later { action() }
  }

  private func start(_ key: CallKey, _ tool: String, _ arguments: JSONObject, _ meta: JSONObject) {
    let context = CallContext(
      meta: meta,
      report: { [weak self] done, total, message in self?.progress(key, done, total, message) },
      put: { [weak self] question in await self?.ask(key, question) ?? .failure(.callEnded) })
    let task = Task(executorPreference: host.executor(for: tool)) { [host] in
      let outcome = await host.call(tool, arguments: arguments, context: context)
      self.finish(key, outcome)
    }
    let isStopped = state.withLock { state in
      if state.stopped.remove(key) != nil { return true }
      if state.dialogue.calls[key] != nil { state.tasks[key] = task }
      return false
    }
    if isStopped { task.cancel() }
  }

  private func finish(_ key: CallKey, _ outcome: ToolOutcome) {
    apply(ended: key) { $0.finish(key, outcome) }
  }

  private func progress(_ key: CallKey, _ done: Int, _ total: Int?, _ message: String) {
    let now = clock()
    apply { $0.progress(key, done, total, message, at: now) }
  }

  private func ask(_ key: CallKey, _ question: Question) async -> Result<JSONObject, AskRefusal> {
    await withCheckedContinuation { continuation in
      let decided: Result<JSONObject, AskRefusal>? = state.withLock { state in
        switch state.dialogue.ask(key, question) {
        case .now(let result):
          return result
        case .sent(let frame):
          state.askers[key] = continuation
          sink.send(frame)
          return nil
        }
      }
      if let decided { continuation.resume(returning: decided) }
    }
  }
}
