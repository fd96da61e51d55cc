import GitState
import JSON
import StateMachine

/// A handoff that says SECURITY_BLOCK, wherever it says so: work halts by it, whatever else it holds.
enum SecurityBlock {
  /// Whether the status, the kind of failure or the type of the error is a security block, in any case.
  static func isReported(_ object: JSONReader) -> Bool {
    let context = (try? object[optional: "error_context"]).flatMap { try? $0?.looseObject() }
    let places =
      [(object, ["status", "failure_type", "fail", "error_type"])]
      + (context.map { [($0, ["error_type", "type"])] } ?? [])
    return places.contains { reader, keys in
      keys.contains { key in
        guard let text = try? reader[optional: key]?.string() else { return false }
        let word = comparable(text).split { $0 == "-" || $0 == "_" || $0 == " " }
        return word == ["security", "block"]
      }
    }
  }

  /// A failed report.
  ///
  /// A halt is not refused for want of a reason: what there is to be read is taken, else the word itself.
  static func report(_ object: JSONReader) throws(JSONPathError) -> TaskReport {
    var report = TaskReport(.failed, handoff: object.value.serialized(sortedKeys: true))
    report.failure = .securityBlock
    report.error = (try? object[optional: "error_context"]).flatMap { $0 }.flatMap { try? Handoff.error($0) }
    report.reason = ["blocked_reason", "reason", "reasoning", "summary"].lazy.compactMap { key in
      (try? object[optional: key]?.string()).flatMap { $0 }
    }.first { !comparable($0).isEmpty }
    if report.reason == nil, report.error == nil { report.reason = "SECURITY_BLOCK" }
    // An error that only has a type says nothing to whoever tries next.
    if let reason = report.reason, let error = report.error, error.message == error.type {
      report.error?.message = reason
    }
    return report
  }
}
