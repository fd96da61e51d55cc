extension Workflow {
  /// The attempt of a phase for which those very results were recorded; nil where they are new.
  ///
  /// Without an attempt the results of every attempt are compared: an answer gets lost at any time, and the driver that makes the call
  /// again knows nothing of what followed. Who worked again and ended in the same words says so by the attempt.
  package func recordedAttempt(of results: [AgentResult], in phase: Int, _ attempt: Int?) -> Int? {
    guard let record = record(of: phase) else { return nil }
    let mark = ResultMark.text(of: results)
    let last = EarlierResults(attempt: record.evaluation.attempt, mark: ResultMark.text(of: record.said))
    return (record.earlier + [last]).last {
      $0.mark == mark && (attempt == nil || attempt == $0.attempt)
    }?.attempt
  }

  /// What a driver is told whose results were recorded before, and who named no attempt.
  package func repetition(of results: [AgentResult], in phase: Int) -> String? {
    guard let attempt = recordedAttempt(of: results, in: phase, nil) else { return nil }
    let words =
      "These results are recorded already, as attempt \(attempt) of phase \(phase): nothing changed."
    guard let current, current.phase == phase, let due = self.attempt else { return words }
    return words
      + " If \(spoken(current.agents.map(\.text))) worked again and ended in the same words, send that with attempt: \(due)."
  }
}

/// What stays of the results of an attempt that was followed by another.
package struct EarlierResults: Hashable, Sendable {
  package let attempt: Int
  /// See ``ResultMark``.
  package let mark: String

  package init(attempt: Int, mark: String) {
    self.attempt = attempt
    self.mark = mark
  }
}

/// A short text that is the same for the same results, whatever their order: 16 hexadecimal digits, FNV-1a.
///
/// It stands in the ledger, so it never changes.
enum ResultMark {
  static func text(of results: [AgentResult]) -> String {
    var hash = Fingerprint()
    for result in results.sorted(by: { $0.agent < $1.agent }) { hash.add(result) }
    return hash.text
  }

  private struct Fingerprint {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    var text: String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private mutating func add(_ byte: UInt8) {
      value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
    }

    /// A text with its length before it, so that two texts are never one.
    private mutating func add(_ text: String) {
      for byte in "\(text.utf8.count):".utf8 { add(byte) }
      for byte in text.utf8 { add(byte) }
    }

    private mutating func add(_ text: String?) {
      add(UInt8(text == nil ? 0 : 1))
      if let text { add(text) }
    }

    private mutating func add(_ texts: [String]) {
      add("\(texts.count)")
      for text in texts { add(text) }
    }

    mutating func add(_ result: AgentResult) {
      add(result.agent.text)
      add(UInt8(result.success ? 1 : 0))
      add(result.summary)
      add(result.files.created)
      add(result.files.modified)
      add(result.files.deleted)
      let said = result.said.sorted { ($0.field, $0.value) < ($1.field, $1.value) }
      add(said.flatMap { [$0.field, $0.value] })
      add(result.items.flatMap { [$0.target, "\($0.passed)", $0.feedback ?? ""] })
      add(result.feedback)
      add(result.decisions.flatMap { ["\($0.phase ?? 0)", $0.decision, $0.reason ?? ""] })
    }
  }
}
