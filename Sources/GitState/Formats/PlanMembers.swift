import JSON
import StateMachine

/// The top-level keys of a plan.yaml.
enum PlanMembers {
  /// Those that an export works out anew.
  static let computed: Set<String> = ["plan_id", "session_id", "tasks", "learnings"]

  /// What reads on where two partial plans say it differently.
  private static let prose: Set<String> = [
    "tl_dr", "tldr", "objective", "design_decisions", "architecture", "design_patterns",
    "implementation_specification",
  ]

  /// What the machine's own fields take from them.
  static func founding(_ members: JSONObject, session: SessionID, dialect: PlanDialect) -> PlanFounding {
    func text(_ keys: String...) -> String? {
      keys.lazy.compactMap { members[$0].flatMap(words) }.first
    }
    let request =
      text("objective", "user_request") ?? members["baseline"]?["objective"].flatMap(words)
      ?? text("tldr", "tl_dr") ?? session.text
    var founding = PlanFounding(session: session, request: request, base: "")
    founding.setDefaults(of: dialect)
    founding.architecture = text("architecture", "design_decisions")
    founding.designPatterns = text("design_patterns")
    founding.technologyStack = text("technology_stack", "tech_stack")
    founding.estimatedTotalTime = text("estimated_total_time")
    founding.dependencyGraph = text("dependency_graph")
    if let most = members["max_workers"]?.intValue, (1...64).contains(most) { founding.maxWorkers = most }
    return founding
  }

  /// A text, or the texts of a list; nil for anything else, and for nothing.
  private static func words(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): return comparable(text).isEmpty ? nil : text
    case .array(let elements):
      let texts = elements.compactMap(\.stringValue)
      return texts.isEmpty || texts.count < elements.count ? nil : texts.joined(separator: ", ")
    default: return nil
    }
  }

  /// Takes the keys of a partial plan into those of the ones before it.
  ///
  /// Lists are put together, mappings member by member, prose a paragraph each; of anything else the first stands.
  ///
  /// - Returns: what was left out, in sentences.
  static func merge(_ members: JSONObject, into whole: inout JSONObject, of file: String) -> [String] {
    var warnings: [String] = []
    for (key, value) in members.members where !(computed.contains(key) && whole[key] != nil) {
      whole[key] = merged(whole[key], value, key, file, &warnings)
    }
    return warnings
  }

  private static func merged(
    _ present: JSONValue?, _ new: JSONValue, _ key: String, _ file: String, _ warnings: inout [String]
  ) -> JSONValue {
    guard let present, !present.isNull, present != new else { return new }
    switch (present, new) {
    case (_, .null): return present
    case (.array(let before), .array(let after)):
      return .array(before + after.filter { !before.contains($0) })
    case (.object(var before), .object(let after)):
      for (inner, value) in after.members {
        before[inner] = merged(before[inner], value, "\(key).\(inner)", file, &warnings)
      }
      return .object(before)
    case (.string(let before), .string(let after)) where prose.contains(key):
      return .string(before + "\n\n" + after)
    default:
      warnings.append(
        "\(quoted(key)) is \(present.quoted()); what \(file) says of it, \(new.quoted()), is left out.")
      return present
    }
  }
}
