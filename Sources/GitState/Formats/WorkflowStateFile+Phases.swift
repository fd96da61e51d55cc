import JSON
import StateMachine

extension WorkflowStateFile {
  /// The phases that are complete: without a gap, for nobody can have worked after one that is open.
  mutating func readPhases(_ reader: JSONReader) throws {
    var done: Set<AgentID> = []
    var failed: Set<AgentID> = []
    var order: [Int] = []
    for entry in try reader[optional: "completed_phases"]?.looseArray() ?? [] {
      let entry = try entry.looseObject()
      let name = try entry["agent"].string()
      guard let agent = try? AgentID(name), let phase = definition.phase(of: agent) else {
        problems.append("completed_phases names \(quoted(name)), which works in no phase.")
        continue
      }
      if !done.insert(agent).inserted { problems.append("completed_phases has \(agent) twice.") }
      if try entry[optional: "success"]?.looseBoolean() == false { failed.insert(agent) }
      if let number = try entry[optional: "phase"]?.looseInteger(), number != phase {
        problems.append("completed_phases has \(agent) in phase \(number); it works in phase \(phase).")
      }
      if let last = order.last, phase < last {
        problems.append("completed_phases has phase \(phase) after phase \(last).")
      }
      order.append(phase)
    }
    let wanted = Set(targets)
    var isOpen = false
    for (index, phase) in definition.phases.enumerated() {
      let agents = phase.agents.filter { wanted.isEmpty || wanted.contains($0) }
      guard !agents.isEmpty else { continue }
      let isDone = agents.allSatisfy { done.contains($0) && !failed.contains($0) }
      guard isDone, !isOpen else {
        if isDone {
          problems.append("phase \(index + 1) is complete while one before it is not: it is open again.")
        }
        for agent in agents where failed.contains(agent) {
          problems.append(
            "\(agent) is in completed_phases although it did not succeed: its phase is open again.")
        }
        isOpen = true
        continue
      }
      evaluations.append(try evaluation(index + 1, agents, reader))
    }
    let named = Set(evaluations.flatMap(\.results).flatMap(\.files.all))
    let missing = named.subtracting(carried.files.all)
    if !missing.isEmpty {
      problems.append("accumulated_files lacks \(spoken(missing.sorted())), which results name.")
    }
    if let next = try reader[optional: "next_action"] {
      for agent in try agents(of: next) where done.contains(agent) && !failed.contains(agent) {
        problems.append("next_action hands out \(agent), which is in completed_phases.")
      }
    }
  }

  /// What a phase came to, as far as the state tells.
  private func evaluation(_ phase: Int, _ agents: [AgentID], _ reader: JSONReader) throws -> PhaseEvaluation {
    let told = try reader[optional: "phase_results"]?.looseObject()[optional: "\(phase)"]?.looseObject()
    var results: [AgentResult] = []
    for agent in agents {
      let own =
        try told?[optional: "agents"]?.looseArray().first { entry in
          try entry.looseObject()[optional: "agent"]?.string() == agent.text
        } ?? told
      let summary =
        own?.value["summary"]?.stringValue ?? carried.summaries.first { $0.agent == agent }?.text
        ?? "Imported as complete."
      var result = AgentResult(agent, success: true, summary: summary)
      func files(_ key: String) throws -> [String] { try own?[optional: key]?.looseStrings() ?? [] }
      result.files = WorkflowFiles(
        created: try files("files_created"), modified: try files("files_modified"),
        deleted: try files("files_deleted"))
      results.append(result)
    }
    return PhaseEvaluation(
      phase: phase, attempt: 1, results: results, passed: agents, isPassed: true, observed: nil)
  }

  /// The agents of a next_action: in the list of today, or by the single name of before.
  private func agents(of action: JSONReader) throws -> [AgentID] {
    let action = try action.looseObject()
    var names = [try action[optional: "agent"]?.string()].compactMap(\.self)
    for agent in try action[optional: "agents"]?.looseArray() ?? [] {
      if case .string(let name) = agent.value {
        names.append(name)
      } else if let name = try agent.looseObject()[optional: "agent"]?.string() {
        names.append(name)
      }
    }
    return names.compactMap { try? AgentID($0) }
  }

  mutating func readEnd(_ reader: JSONReader) throws {
    let wanted = Set(targets)
    let steps = definition.phases.count { !$0.agents.allSatisfy { !wanted.isEmpty && !wanted.contains($0) } }
    let isWhole = evaluations.count == steps
    let result = try reader[optional: "final_result"]?.looseObject()
    let summary = result?.value["summary"]?.stringValue
    switch comparable(try reader[optional: "status"]?.string() ?? "") {
    case "completed":
      if !isWhole { problems.append("status is COMPLETED, and not every phase is complete: it goes on.") }
      if isWhole { end = WorkflowEnd(completed: true, success: true) }
    case "failed":
      end = WorkflowEnd(completed: false, success: false, reasons: [summary ?? "Imported as failed."])
    case "in_progress":
      if isWhole {
        problems.append("status is IN_PROGRESS, and every phase is complete: it is completed.")
        end = WorkflowEnd(completed: true, success: true)
      }
    case let other:
      problems.append("status is \(quoted(other)), which is none of IN_PROGRESS, COMPLETED and FAILED.")
    }
    if end == nil, result != nil { problems.append("final_result is there although it goes on.") }
  }
}
