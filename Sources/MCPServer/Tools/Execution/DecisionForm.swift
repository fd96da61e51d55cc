import GitState
import JSON
import StateMachine

/// The question by which a person decides on a plan or a workflow, and the answer to it.
enum DecisionForm {
  /// How long the question may be, in bytes.
  static let budget = 12_000

  /// What the person chose.
  struct Answer {
    let decision: Decision
    let reason: String?
    /// Whose work is revised; nil for whose the definition says.
    let target: String?
  }

  /// Why there is no decision.
  struct NoAnswer: Error {
    let sentence: String
  }

  /// What there is to be seen, and the choices.
  ///
  /// - Parameters:
  ///   - proposed: what the agent asks for; the person may choose another.
  ///   - seen: nil where the agent only asks whether to abort: then nothing else can be chosen.
  static func question(
    _ asked: any DecisionSubject, proposed: Decision, seen: String?, reason: String?, target: String?
  ) -> Question {
    var message = asked.shown(limit: budget)
    // A change of what is left out for its length makes another question, too.
    message += "\n\nDigest of all of it: \(asked.seen.prefix(16))"
    message += "\nAn agent asks you to decide, and proposes: \(proposed.rawValue)."
    if let target { message += " It names \(quoted(target)) as the one whose work is to be revised." }
    if let reason { message += " Its reason: \(quoted(reason))" }
    let choices = seen == nil || asked.choices.isEmpty ? ["abort", keepOn] : asked.choices.map(\.rawValue)
    var fields: JSONObject = [
      "decision": [
        "type": "string", "title": "Decision", "enum": .array(choices.map { .string($0) }),
      ],
      "reason": ["type": "string", "title": "Reason, to revise or abort"],
    ]
    if choices.contains(Decision.revise.rawValue), asked.revisable.count > 1 {
      fields["target"] = [
        "type": "string", "title": "Whose work is revised, where not as defined",
        "enum": .array(asked.revisable.map { .string($0) }),
      ]
    }
    return Question(message, fields: fields, required: ["decision"])
  }

  /// What is asked of a person who sends work back and does not say why: nobody could revise it.
  static func reasonQuestion(_ asked: any DecisionSubject) -> Question {
    Question(
      "You want \(asked.branch) revised. What is to be changed?",
      fields: ["reason": ["type": "string", "title": "What is to be changed", "minLength": 1]],
      required: ["reason"])
  }

  private static let keepOn = "go on"

  static func read(_ answer: Result<JSONObject, AskRefusal>) throws(NoAnswer) -> Answer {
    switch answer {
    case .failure(.unavailable): throw NoAnswer(sentence: "Your client can't ask one.")
    case .failure(.declined): throw NoAnswer(sentence: "The person was asked and declined to answer.")
    case .failure(.dismissed): throw NoAnswer(sentence: "The person was asked and closed the question.")
    case .failure(.callEnded): throw NoAnswer(sentence: "The call ended before the person answered.")
    case .failure(.failed(let words)):
      throw NoAnswer(sentence: "The client could not ask one: \(quoted(words)).")
    case .success(let content):
      let word = content["decision"]?.stringValue ?? ""
      guard word != keepOn else { throw NoAnswer(sentence: "The person was asked and lets it go on.") }
      guard let decision = Decision(rawValue: word), decision != .reopen else {
        throw NoAnswer(sentence: "The answer names no decision.")
      }
      let reason = content["reason"]?.stringValue.flatMap { comparable($0).isEmpty ? nil : $0 }
      let target = content["target"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
      return Answer(decision: decision, reason: reason, target: decision == .revise ? target : nil)
    }
  }
}
