import GitState
package import JSON

/// What a state that was taken over says and the state that was made of it does not, in sentences with key and value.
package struct StateDifferences {
  /// How many are told one by one.
  private static let limit = 100
  /// Gitstate's own, and what it counts anew.
  private static let ours: Set<String> = [
    "seq", "changed", "problems", "warnings", "updated_at", "started_at",
  ]

  package private(set) var sentences: [String] = []
  /// The paths of which something was said already.
  private let named: Set<String>
  private var times = 0
  private var further = 0

  /// - Parameter named: paths of which something was said already.
  package init(of state: JSONValue, to present: JSONValue, named: Set<String>) {
    self.named = named
    for (key, value) in state.objectValue?.members ?? [] where !Self.ours.contains(key) {
      compare(value, present[key], key, key)
    }
    if times > 0 {
      sentences.append(
        "completed_at of \(counted(times, "entry", "entries")) is not taken over: it is the time of the import."
      )
    }
    if further > 0 { sentences.append("\(further) more are not taken over.") }
  }

  private mutating func compare(_ value: JSONValue, _ present: JSONValue?, _ path: String, _ key: String) {
    if key == "completed_at" {
      times += 1
      return
    }
    switch value {
    case .object(let object):
      if present?.objectValue == nil, !object.members.contains(where: { Self.says($0.value) }) { return }
      for (name, member) in object.members {
        compare(member, present?[name], "\(path).\(name)", name)
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        compareElement(element, index, present?.arrayValue ?? [], path)
      }
    case .null, .bool, .integer, .number, .string:
      // What was to be done then follows from the rest, and its form with it.
      if key == "type", present == nil { return }
      guard Self.says(value) || key == "phase" && !value.isNull, !named.contains(path),
        !Self.isSaid(value, present)
      else { return }
      say(value, present, path)
    }
  }

  private mutating func compareElement(
    _ element: JSONValue, _ index: Int, _ present: [JSONValue], _ path: String
  ) {
    let place = "\(path)[\(index)]"
    guard case .object = element else {
      let isThere = present.contains { other in
        Self.isSaid(element, other)
          || ["phase", "agent", "decision"].contains { Self.isSaid(element, other[$0]) }
      }
      let isNamed = named.contains(place) || named.contains("\(path).\(element.stringValue ?? "")")
      if !isThere, !isNamed { say(element, nil, place) }
      return
    }
    if present.contains(element) { return }
    // Phases are counted in the order in which they stand, whatever their numbers were.
    let keys = path == "execution_phases" ? [] : ["agent", "decision", "target", "phase"]
    for key in keys {
      guard let name = element[key], !name.isNull else { continue }
      // What knows no such key is known by another one.
      guard present.isEmpty || present.contains(where: { $0[key] != nil }) else { continue }
      if let same = present.first(where: { $0[key].map { Self.isSaid(name, $0) } ?? false }) {
        return compare(element, same, place, "")
      }
      if !named.contains(place), !named.contains("\(place).\(key)") { say(element, nil, place) }
      return
    }
    compare(element, present.indices.contains(index) ? present[index] : nil, place, "")
  }

  private mutating func say(_ value: JSONValue, _ present: JSONValue?, _ path: String) {
    guard sentences.count < Self.limit else {
      further += 1
      return
    }
    let brief = WorkflowStateFile.brief(value)
    if let present, !present.isNull {
      sentences.append("\(path) is \(brief), and \(WorkflowStateFile.brief(present)) here.")
    } else {
      sentences.append("\(path) \(brief) is not taken over.")
    }
  }

  /// Whether a value says anything: what is empty, false or nought does not.
  private static func says(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool(false), .integer(0): false
    case .string(let text): !text.isEmpty
    case .array(let elements): !elements.isEmpty
    case .object(let object): object.members.contains { says($0.value) }
    case .bool, .integer, .number: true
    }
  }

  /// Whether a value stands there as well, as a number or as its text, or within a longer text.
  private static func isSaid(_ value: JSONValue, _ present: JSONValue?) -> Bool {
    guard let present else { return false }
    if value == present || text(of: value).lowercased() == text(of: present).lowercased() { return true }
    guard case .string(let text) = value, case .string(let whole) = present else { return false }
    return whole.contains(text)
  }

  private static func text(of value: JSONValue) -> String { value.stringValue ?? value.serialized() }
}

/// `1 entry`, `2 entries`.
private func counted(_ number: Int, _ one: String, _ many: String) -> String {
  "\(number) \(number == 1 ? one : many)"
}
