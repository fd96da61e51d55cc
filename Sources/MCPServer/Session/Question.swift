package import JSON

/// What a person is asked: a sentence, and a form of flat fields.
package struct Question: Hashable, Sendable {
  /// What the person reads.
  package let message: String

  /// The fields in order, each a JSON Schema of a string, a number, a boolean or an enumeration.
  package let fields: JSONObject

  /// The names of the fields that must be filled in.
  package let required: [String]

  package init(_ message: String, fields: JSONObject, required: [String]) {
    self.message = message
    self.fields = fields
    self.required = required
  }

  /// The question with its parameters as the protocol has them.
  var params: JSONObject {
    [
      "message": .string(message),
      "requestedSchema": [
        "type": "object", "properties": .object(fields),
        "required": .array(required.map { .string($0) }),
      ],
    ]
  }
}

/// Why a question has no answer.
package enum AskRefusal: Error, Hashable, Sendable {
  /// The client can't show questions to a person.
  case unavailable
  /// The person said no.
  case declined
  /// The person closed the question without a choice.
  case dismissed
  /// The call is over: it was cancelled, or its question travels in the answer and the call will come again with the
  /// person's answer. Return at once; the outcome is dropped.
  case callEnded
  /// The client answered with an error, or with what is no answer; in its words.
  case failed(String)
}

extension Question {
  /// Reads a client's `ElicitResult`.
  static func answer(from result: JSONValue) -> Result<JSONObject, AskRefusal> {
    switch result["action"] {
    case "accept":
      switch result["content"] {
      case .object(let content): .success(content)
      case nil: .success([:])
      case let content?: .failure(.failed("content must be an object, got \(content.quoted())"))
      }
    case "decline": .failure(.declined)
    case "cancel": .failure(.dismissed)
    case let action:
      .failure(.failed("action must be accept, decline or cancel, got \(action?.quoted() ?? "nothing")"))
    }
  }
}
