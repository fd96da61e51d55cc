import Files
import JSON
import MCPServer
import Synchronization

/// How far a long call is, on standard error: drawn over itself on a terminal, nothing in a pipe.
final class ProgressBar: Sendable {
  private struct State: Sendable {
    var shown = ""
    var at: Int64 = 0
  }

  private let state = Mutex(State())
  private let style: Style
  private let isDrawn: Bool

  init() {
    style = .errors
    isDrawn = StandardStream.errors.isTerminal
  }

  /// The context of a call that draws here.
  func context(meta: JSONObject = [:]) -> CallContext {
    CallContext(
      meta: meta, report: { done, total, message in self.draw(done, of: total, message) },
      put: { _ in .failure(.unavailable) })
  }

  /// Takes the bar away.
  func end() {
    state.withLock { state in
      if !state.shown.isEmpty { _ = try? StandardStream.errors.write(Array("\r\u{1b}[K".utf8)) }
      state.shown = ""
    }
  }

  private func draw(_ done: Int, of total: Int?, _ message: String) {
    guard isDrawn else { return }
    state.withLock { state in
      let now = SteadyClock.nanoseconds
      // Ten times a second is as often as anybody looks.
      guard state.shown.isEmpty || now - state.at > 100_000_000 || done == total else { return }
      let line = ProgressBar.line(done, of: total, message, style)
      guard line != state.shown else { return }
      state.shown = line
      state.at = now
      _ = try? StandardStream.errors.write(Array("\r\u{1b}[K\(line)".utf8))
    }
  }

  static func line(_ done: Int, of total: Int?, _ message: String, _ style: Style) -> String {
    guard let total, total > 0 else { return "\(done) \(plain(message))" }
    let room = max(style.width - 50, 0)
    return
      "\(style.bar(done, of: total)) \(min(100, done * 100 / total)) %  \(style.cut(plain(message), to: room))"
  }
}
