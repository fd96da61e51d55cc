package import JSON
package import StateMachine

/// What a task's metadata says that it touches, in whatever keys and words a planner writes.
package enum TaskConcerns {
  package static func named(in metadata: JSONValue) -> [Concern] {
    let words = words(of: metadata)
    return Concern.allCases.filter { words.contains($0.rawValue) }
  }

  /// The words of keys that say something, and of the texts below them.
  private static func words(of value: JSONValue) -> Set<String> {
    func split(_ text: String) -> [String] {
      text.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
    }
    switch value {
    case .null, .bool, .integer, .number: return []
    case .string(let text): return Set(split(text))
    case .array(let elements): return elements.reduce(into: []) { $0.formUnion(words(of: $1)) }
    case .object(let object):
      return object.members.reduce(into: []) { found, member in
        guard saysSomething(member.value) else { return }
        found.formUnion(split(member.key))
        found.formUnion(words(of: member.value))
      }
    }
  }

  private static func saysSomething(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool(false), .integer(0): false
    case .string(let text): !["", "none", "no", "false", "n/a"].contains(comparable(text))
    case .array(let elements): !elements.isEmpty
    case .bool, .integer, .number, .object: true
    }
  }
}
