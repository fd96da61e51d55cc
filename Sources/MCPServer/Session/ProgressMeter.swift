import JSON

/// Which reports of a call's progress go out: those that go forward, at most one in a tenth of a second.
struct ProgressMeter: Sendable {
  /// What the caller wants its progress marked with.
  let token: JSONValue

  private var last: (done: Int, at: Duration)?

  static let interval = Duration.milliseconds(100)

  init(token: JSONValue) {
    self.token = token
  }

  /// Says whether a report goes out, and takes note of it.
  mutating func admits(_ done: Int, at now: Duration) -> Bool {
    if let last, done <= last.done || now - last.at < Self.interval { return false }
    last = (done, now)
    return true
  }

  /// The parameters of the notification.
  func params(_ done: Int, _ total: Int?, _ message: String, _ version: ProtocolVersion) -> JSONObject {
    var params: JSONObject = ["progressToken": token, "progress": .integer(done)]
    if let total { params["total"] = .integer(total) }
    if version.hasProgressMessages, !message.isEmpty { params["message"] = .string(message) }
    return params
  }
}
