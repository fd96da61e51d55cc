import JSON
import StateMachine

extension WorkflowStateFile {
  mutating func readEnd(_ reader: JSONReader) throws {
    let steps = definition.phases.count {
      !$0.agents.allSatisfy { !targets.isEmpty && !targets.contains($0) }
    }
    let passed = adopted.evaluations.filter { $0.isPassed && !adopted.reopened.contains($0.phase) }
    let isWhole = passed.count == steps && adopted.waiting == nil
    let asking = passed.last.flatMap { last in
      last.results.map(\.agent).first { definition[$0]?.approval != nil }
    }
    let result = try reader[optional: "final_result"]?.looseObject()
    let success = try result?[optional: "success"]?.looseBoolean()
    func end(completed: Bool) throws -> WorkflowEnd {
      var end = WorkflowEnd(
        completed: completed, success: completed && success ?? true,
        reasons: try result?[optional: "reasons"]?.looseStrings() ?? [],
        suggested: try (result?[optional: "suggested"]?.looseStrings() ?? []).compactMap { name in
          (try? AgentID(name)).flatMap { definition[$0] == nil ? nil : $0 }
        })
      end.summary = try result?[optional: "summary"]?.string()
      end.took = try took(reader, result)
      end.isAborted = !completed && WorkflowEnd.saysAborted(end.summary)
      return end
    }
    let status = try reader[optional: "status"]?.string()
    try readTimes(reader)
    switch comparable(status ?? "") {
    case _ where status == nil:
      note("status", "status is missing: it goes on where something is left to be done.")
    case "completed":
      if isWhole || success == false {
        adopted.ending = try end(completed: true)
      } else {
        note("status", "status is COMPLETED, and not every phase is complete: it goes on.")
      }
    case "failed":
      adopted.ending = try end(completed: false)
      if success == true {
        note("final_result.success", "final_result.success is true although status is FAILED.")
      }
    case "in_progress":
      if isWhole, let asking {
        note(
          "status",
          "status is IN_PROGRESS, every phase is complete, and nothing says that a person approved the work of \(asking): that is awaited."
        )
        adopted.waiting = asking
      } else if isWhole {
        note("status", "status is IN_PROGRESS, and every phase is complete: it is completed.")
        adopted.ending = try end(completed: true)
      }
    default:
      note("status", "status is \(quoted(status ?? "")), which is none of IN_PROGRESS, COMPLETED and FAILED.")
    }
    if adopted.ending == nil, result != nil {
      note("final_result", "final_result is there although it goes on.")
    }
    try readTotals(result)
  }

  /// How long it took, in milliseconds: as it says, else from its begin to its last change.
  private mutating func took(_ reader: JSONReader, _ result: JSONReader?) throws -> Int? {
    let path = "final_result.execution_time_ms"
    if let told = try number(result?[optional: "execution_time_ms"], path) {
      if told >= 0 { return told }
      note(path, "\(path) is \(told), and no time is less than nothing.")
    }
    guard let start = origin.startedAt, let text = reader.value["updated_at"]?.stringValue,
      let last = Self.time(text), last >= start, last <= now
    else { return nil }
    return Int(last.seconds - start.seconds) * 1000
  }

  /// What final_result counts, as far as the phases do not.
  private mutating func readTotals(_ result: JSONReader?) throws {
    guard let result, adopted.ending != nil else { return }
    let told = adopted.evaluations.reduce(0) { $0 + $1.results.count }
    if let total = try number(result[optional: "total_agents_invoked"], "final_result.total_agents_invoked") {
      origin.invoked = max(total - told, 0)
      if total < told {
        note(
          "final_result.total_agents_invoked",
          "final_result.total_agents_invoked is \(total), and \(told) have a result.")
      }
    }
    let known = Set(
      origin.files.all + (carried?.files.all ?? [])
        + adopted.evaluations.flatMap(\.results).flatMap(\.files.all))
    let more = (try result[optional: "total_files_modified"]?.looseStrings() ?? []).filter {
      !known.contains($0)
    }
    if !more.isEmpty {
      note(
        "context_preservation.accumulated_files",
        "accumulated_files lacks \(spoken(more)), which final_result names.")
      origin.files.add(WorkflowFiles(modified: more))
    }
  }
}
