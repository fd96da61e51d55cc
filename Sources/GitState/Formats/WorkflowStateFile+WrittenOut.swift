import JSON

extension WorkflowStateFile {
  /// A state in the form of today: an agent that stands alone is a list of one, a result of one agent is no list.
  static func writtenOut(_ value: JSONValue) -> JSONValue {
    guard case .object(var state) = value else { return value }
    if case .object(var action)? = state["next_action"] {
      if let agent = action["agent"], action["agents"]?.isNull ?? true {
        var one: JSONObject = ["agent": agent]
        one["instruction"] = action["instruction"]
        action["agents"] = .array([.object(one)])
        action["agent"] = nil
        action["instruction"] = nil
      }
      if let agents = action["agents"]?.arrayValue { action["agents"] = .array(agents.map(named)) }
      state["next_action"] = .object(action)
    }
    if let entries = state["completed_phases"]?.arrayValue {
      state["completed_phases"] = .array(entries.map(named))
    }
    if case .object(let results)? = state["phase_results"] {
      state["phase_results"] = .object(
        JSONObject(
          results.members.map { ($0.key, isOfOne($0.key, state) ? alone($0.value) : $0.value) }))
    }
    return .object(state)
  }

  /// Whether one agent alone works in a phase, as far as the state says.
  private static func isOfOne(_ key: String, _ state: JSONObject) -> Bool {
    guard let number = Int(key), let phases = state["execution_phases"]?.arrayValue,
      phases.indices.contains(number - 1), let agents = phases[number - 1]["agents"]?.arrayValue
    else { return true }
    let targets = state["target_agents"]?.arrayValue ?? []
    return (targets.isEmpty ? agents : agents.filter(targets.contains)).count < 2
  }

  /// An agent that is only named.
  private static func named(_ value: JSONValue) -> JSONValue {
    if case .string = value { ["agent": value] } else { value }
  }

  /// A result whose list has one agent, without the list.
  private static func alone(_ value: JSONValue) -> JSONValue {
    guard case .object(let result) = value, let agents = result["agents"]?.arrayValue, agents.count == 1,
      case .object(var only) = agents[0]
    else { return value }
    for (key, member) in result.members where key != "agents" { only[key] = member }
    return .object(only)
  }
}
