/// What reads bytes of others, and what must hold of it whatever the bytes are.
///
/// `scripts/fuzz` runs each with inputs that libFuzzer makes up, and the tests with those that once broke something.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// Lines of a client into a session that serves tools of its own.
  case wire
  /// Bytes into JSON's values, and back.
  case json
  /// A commit's message into a ledger's record, and back.
  case trailers
  /// A commit's message into what other programs write.
  case messages
  /// A specification into phases.
  case spec
  /// A plan.yaml into a plan, and back.
  case plan

  /// Reads an input and checks what came of it.
  ///
  /// - Throws: what did not hold. What traps ends the process.
  package func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    switch self {
    case .wire: try WireProbing.run(bytes)
    case .json: try JSONProbing.run(bytes)
    case .trailers: try TrailerProbing.run(bytes)
    case .messages: try MessageProbing.run(bytes)
    case .spec: try SpecProbing.run(bytes)
    case .plan: try PlanProbing.run(bytes)
    }
  }
}

/// Something that should hold of every input, and did not of one.
package struct FuzzFinding: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Says what did not hold, unless it holds.
func require(_ holds: Bool, _ what: @autoclosure () -> String) throws(FuzzFinding) {
  guard holds else { throw FuzzFinding(what()) }
}
