import Foundation
import StateMachine

/// Definitions and results in lines of their own.
extension WorkflowScript {
  static func definition(_ line: String, _ details: [String]) throws -> WorkflowDefinition {
    let (head, settings) = fields(line)
    var definition = WorkflowDefinition(
      name: String(head.dropFirst("workflow ".count)), phases: [], agents: [])
    for (name, value) in settings {
      switch (name, value) {
      case ("most", _): definition.maxRetries = Int(value) ?? -1
      case ("decided", "by any"): definition.approveVia = .any
      default: throw ScriptFailure(line: line)
      }
    }
    for detail in details {
      let (names, settings) = fields(String(detail.dropFirst(2)))
      if detail.hasPrefix("+") {
        let agents = try items(of: names).map { try AgentID($0) }
        let word = settings.first?.name ?? "all_must_pass"
        guard let aggregation = WorkflowPhase.Aggregation(rawValue: word) else {
          throw ScriptFailure(line: detail)
        }
        definition.phases.append(
          WorkflowPhase(agents.count > 1 ? .parallel : .sequential, agents, aggregation))
        definition.agents += agents.map { WorkflowAgent($0) }
      } else {
        let id = try AgentID(names)
        guard let index = definition.agents.firstIndex(where: { $0.id == id }) else {
          throw ScriptFailure(line: detail)
        }
        for (name, value) in settings { try set(name, value, of: &definition.agents[index]) }
      }
    }
    return definition
  }

  private static func set(_ name: String, _ value: String, of agent: inout WorkflowAgent) throws {
    switch name {
    case "told": agent.instruction = value
    case "role": agent.role = value
    case "reads": agent.documents = items(of: value)
    case "most": agent.maxRetries = Int(value)
    case "judges": agent.evaluator = WorkflowEvaluator(retry: try items(of: value).map { try AgentID($0) })
    case "retries": agent.evaluator?.maxRetries = Int(value) ?? -1
    case "rerun": agent.evaluator?.rerun = value == "from_target" ? .fromTarget : .evaluator
    case "feedback": agent.evaluator?.feedback = value
    case "condition":
      let words = value.split(separator: " ").map(String.init)
      agent.evaluator?.field = words[0]
      agent.evaluator?.value = words[1]
    case "asks": agent.approval = WorkflowApproval(question: value)
    case "revises": agent.approval?.target = try AgentID(value)
    default: throw ScriptFailure(line: name)
    }
  }

  static func result(_ line: String) throws -> AgentResult {
    let parts = parts(line[...])
    let words = parts[0].words.split(separator: " ", maxSplits: 1).map(String.init)
    guard words[0] == "did" || words[0] == "failed" else { throw ScriptFailure(line: line) }
    var result = AgentResult(
      try AgentID(parts[0].name), success: words[0] == "did", summary: words.count > 1 ? words[1] : "")
    result.files = files(Array(parts.dropFirst()))
    for (name, value) in parts.dropFirst() {
      switch name {
      case "created", "modified", "deleted": break
      case "feedback": result.feedback = value
      case "says":
        let said = value.split(separator: " ", maxSplits: 1).map(String.init)
        result.said.append(SaidField(said[0], said[1]))
      case "item":
        let judged = value.split(separator: " ", maxSplits: 2).map(String.init)
        result.items.append(
          JudgedItem(
            judged[0], passed: judged[1].hasPrefix("yes"), feedback: judged.count > 2 ? judged[2] : nil))
      case "decided":
        let decision = value.range(of: " because ").map { String(value[..<$0.lowerBound]) }
        result.decisions.append(WorkflowDecision(decision ?? value, reason: value.after(" because ")))
      default: throw ScriptFailure(line: line)
      }
    }
    return result
  }

  /// The parts of a line between semicolons: the first word of each, and the others.
  static func parts(_ line: Substring) -> [(name: String, words: String)] {
    line.split(separator: ";").map { part in
      let words = part.drop { $0 == " " }.split(separator: " ", maxSplits: 1).map(String.init)
      return (words[0], words.count > 1 ? words[1] : "")
    }
  }

  static func files(_ parts: [(name: String, words: String)]) -> WorkflowFiles {
    func named(_ name: String) -> [String] {
      parts.filter { $0.name == name }.flatMap { items(of: $0.words) }
    }
    return WorkflowFiles(created: named("created"), modified: named("modified"), deleted: named("deleted"))
  }
}
