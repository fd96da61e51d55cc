import JSON

/// What a modern call carries across its repetitions: which call it is, and what was asked and answered so far.
///
/// The client keeps it and could change it, so it is sealed with a key that only this process has. That the person said
/// what the client reports is the client's word; the seal shows that the question was asked by us, in those words.
struct CallState: Hashable, Sendable {
  struct Answered: Hashable, Sendable {
    /// The digest of the question.
    let question: String
    /// The client's `ElicitResult`.
    let result: JSONValue
  }

  /// The digest of the tool's name and arguments, taken once something is asked.
  var call: String
  var answered: [Answered]
  /// The digest of the question that is open.
  var open: String

  /// The key under which the open question's answer comes back.
  var key: String { "question-\(answered.count + 1)" }

  static func digest(tool: String, arguments: JSONObject) -> String {
    SHA256.digest(JSONValue.array([.string(tool), .object(arguments)]).serializedBytes(sortedKeys: true))
      .hexadecimal
  }

  static func digest(_ question: Question) -> String {
    SHA256.digest(JSONValue.object(question.params).serializedBytes()).hexadecimal
  }
}

/// Seals the state of calls, and opens only what it sealed itself.
struct RequestSeal: Sendable {
  private let key: [UInt8]

  init(key: [UInt8]) {
    self.key = key
  }

  /// A seal with a new key of the system's randomness.
  init() {
    var random = SystemRandomNumberGenerator()
    key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
  }

  /// The code in hexadecimal, a dot, and the state as JSON.
  func seal(_ state: CallState) -> String {
    let answered = state.answered.map { JSONValue.array([.string($0.question), $0.result]) }
    let value: JSONValue = [.string(state.call), .string(state.open), .array(answered)]
    let text = value.serialized()
    return HMAC.code(text.utf8, key: key).hexadecimal + "." + text
  }

  /// The state, or nil where this process did not seal it.
  func open(_ sealed: String) -> CallState? {
    let parts = sealed.utf8.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, matches(Array(parts[0]), HMAC.code(parts[1], key: key)) else { return nil }
    // Answers may be nested as deeply as a message, and stand inside arrays of ours.
    let limits = JSONLimits(depth: JSONLimits.standard.depth + 8)
    guard let value = try? JSONValue(parsing: Array(parts[1]), limits: limits).arrayValue, value.count == 3,
      let call = value[0].stringValue, let open = value[1].stringValue, let answered = value[2].arrayValue
    else { return nil }
    return CallState(
      call: call,
      answered: answered.compactMap { pair in
        guard let pair = pair.arrayValue, pair.count == 2, let question = pair[0].stringValue else {
          return nil
        }
        return CallState.Answered(question: question, result: pair[1])
      },
      open: open)
  }

  /// Compares every byte, whatever the first ones are, so that the time taken says nothing.
  private func matches(_ given: [UInt8], _ code: [UInt8]) -> Bool {
    let expected = Array(code.hexadecimal.utf8)
    guard given.count == expected.count else { return false }
    return zip(given, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
