import GitState
import JSON
import StateMachine

/// How a plan's policy of approval is written: a word, or an object with the way as well.
enum ApprovalArgument {
  static func policy(_ arguments: ToolArguments) throws(Rejection) -> ApprovalPolicy? {
    try arguments.read("approval") { (reader) throws(JSONPathError) in
      if case .string(let text) = reader.value, let asks = ApprovalPolicy.Asks(rawValue: comparable(text)) {
        return ApprovalPolicy(asks)
      }
      guard let object = try? reader.looseObject() else { throw reader.unexpected(words) }
      for key in object.value.objectValue?.keys ?? [] where !["policy", "approve_via"].contains(key) {
        throw object.unexpected("policy and approve_via alone")
      }
      var policy = ApprovalPolicy()
      let asks = try object["policy"]
      guard let word = ApprovalPolicy.Asks(rawValue: comparable(try asks.string())) else {
        throw asks.unexpected(words)
      }
      policy.asks = word
      if let via = try object[optional: "approve_via"] {
        guard let word = ApprovalPolicy.Via(rawValue: comparable(try via.string())) else {
          throw via.unexpected("person or any")
        }
        policy.via = word
      }
      return policy
    }
  }

  private static var words: String { spoken(ApprovalPolicy.Asks.allCases.map(\.rawValue), word: "or") }
}
