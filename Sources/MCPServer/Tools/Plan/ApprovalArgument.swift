import GitState
import JSON
import StateMachine

/// How a plan's policy of approval is written: a word and the way beside it, or an object with both.
enum ApprovalArgument {
  private static let keys = ["policy", "approve_via"]

  static func policy(_ arguments: ToolArguments) throws(Rejection) -> ApprovalPolicy? {
    try rejecting {
      var policy: ApprovalPolicy?
      var ways: [ApprovalPolicy.Via] = []
      if let reader = arguments.reader("approval") {
        if case .string(let text) = reader.value, let asks = ApprovalPolicy.Asks(rawValue: comparable(text)) {
          policy = ApprovalPolicy(asks)
        } else {
          guard let object = try? reader.looseObject() else { throw reader.unexpected(words) }
          for (key, _) in try object.members() where !keys.contains(key) { throw unknown(key, of: object) }
          policy = ApprovalPolicy(try asks(object["policy"]))
          if let reader = try object[optional: "approve_via"] { ways.append(try via(reader)) }
        }
      }
      if let reader = arguments.reader("approve_via") { ways.append(try via(reader)) }
      guard let way = ways.last else { return policy }
      guard ways.allSatisfy({ $0 == way }) else {
        throw Rejection(
          .invalidArgument, "approve_via was given twice, in approval and beside it, with different values.",
          details: [.init("argument", .text("approve_via"))])
      }
      return ApprovalPolicy(policy?.asks ?? .nothing, via: way)
    }
  }

  private static func asks(_ reader: JSONReader) throws(JSONPathError) -> ApprovalPolicy.Asks {
    guard let word = ApprovalPolicy.Asks(rawValue: comparable(try reader.string())) else {
      throw reader.unexpected(words)
    }
    return word
  }

  private static func via(_ reader: JSONReader) throws(JSONPathError) -> ApprovalPolicy.Via {
    guard let word = ApprovalPolicy.Via(rawValue: comparable(try reader.string())) else {
      throw reader.unexpected(spoken(ApprovalPolicy.Via.allCases.map(\.rawValue), word: "or"))
    }
    return word
  }

  private static func unknown(_ key: String, of object: JSONReader) -> Rejection {
    let near = nearest(to: key, among: keys)
    return Rejection(
      .unknownArgument,
      "\(object.path) has no field \(quoted(key))."
        + (near.isEmpty
          ? " It takes \(spoken(keys)), or is the policy alone: \(words)."
          : " Did you mean \(spoken(near, word: "or"))?"),
      details: [.init("argument", .text("\(object.path).\(key.prefix(80))")), .init("allowed", .texts(keys))])
  }

  private static var words: String { spoken(ApprovalPolicy.Asks.allCases.map(\.rawValue), word: "or") }
}
