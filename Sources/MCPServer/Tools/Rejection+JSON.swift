package import JSON
package import StateMachine

extension Rejection {
  /// The body of an error: `{"error", "code", …, "next"}`.
  package var json: JSONValue {
    var object: JSONObject = ["error": .string(sentence), "code": .string(code.rawValue)]
    for field in details where object[field.name] == nil { object[field.name] = field.value.json }
    if let remedy { object["remedy"] = .string(remedy) }
    if let next {
      object["next"] = [
        "tool": .string(next.tool),
        "arguments": .object(JSONObject(next.arguments.map { ($0.name, $0.value.json) })),
      ]
    }
    return .object(object)
  }
}

extension Rejection.Detail {
  package var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .number(let number): .integer(number)
    case .flag(let flag): .bool(flag)
    case .list(let items): .array(items.map(\.json))
    case .record(let fields): .object(JSONObject(fields.map { ($0.name, $0.value.json) }))
    }
  }
}
