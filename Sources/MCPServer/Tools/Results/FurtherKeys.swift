import JSON
import StateMachine

/// The keys of a task that gitstate has no field for, and yet whoever does the task must know: its author wrote them.
enum FurtherKeys {
  /// What stands elsewhere already, or counts what happened to a task where it came from.
  private static let counted: Set<String> = [
    "parallel_scope", "focus_areas", "flags", "retries_used", "blocked_reason", "status_reason",
  ]

  /// A line for each key, or several for a text of several lines: `spec: …`, `context.hints: …`.
  static func lines(of definition: TaskDefinition) -> [String] {
    members(of: definition).flatMap { key, value -> [String] in
      guard key == "context", case .object(let context) = value else { return [line(key, value)] }
      return context.members.map { line("context.\($0.key)", $0.value) }
    }
  }

  /// The keys with their values, in the order in which they came.
  static func members(of definition: TaskDefinition) -> [(String, JSONValue)] {
    definition.extra.filter { extra in
      extra.key == "context" || !counted.contains(extra.key) && !TaskArguments.known.contains(extra.key)
    }.compactMap { extra in
      let value = (try? JSONValue(parsing: extra.json)) ?? .string(extra.json)
      guard extra.key == "context", case .object(var context) = value else { return (extra.key, value) }
      // Its files stand in a field of their own.
      context["files"] = nil
      return context.members.isEmpty ? nil : (extra.key, .object(context))
    }
  }

  private static func line(_ key: String, _ value: JSONValue) -> String {
    "\(key): \(value.stringValue ?? value.serialized())"
  }
}
