import JSON
import StateMachine

extension WorkflowStateFile {
  /// What only grows, and what was taken over from an earlier workflow.
  mutating func readContext(_ reader: JSONReader) throws {
    let action = try reader[optional: "next_action"]?[optional: "context"]?.looseObject()
    if let text = try reader[optional: "continues"]?.string() {
      if let earlier = try? WorkflowID(text), earlier != id {
        var carried = CarriedContext(id: earlier, originalRequest: request)
        func texts(_ key: String) throws -> [String] { try action?[optional: key]?.looseStrings() ?? [] }
        carried.history = try texts("workflow_history")
        carried.feedback = try texts("feedback_history")
        carried.pending = try texts("pending_issues")
        self.carried = carried
      } else {
        note("continues", "continues is \(quoted(text)), which is no earlier workflow's id.")
      }
    }
    if let now = try action?[optional: "current_request"]?.string(), !comparable(now).isEmpty,
      carried != nil || mode != .full, reader.value["execution_mode"] != "resume"
    {
      request = now
    }
    guard let context = try reader[optional: "context_preservation"]?.looseObject() else {
      note("context_preservation", "context_preservation is missing.")
      return
    }
    for (index, entry) in (try context[optional: "key_decisions"]?.looseArray() ?? []).enumerated() {
      var entry = entry
      let path = "context_preservation.key_decisions[\(index)].phase"
      // A phase that is no number is named, and its decision stays.
      if case .object(var object) = entry.value, let phase = object["phase"],
        (try? JSONReader(phase, path: path).looseInteger()) == nil, !phase.isNull
      {
        note(path, "the phase of a decision is \(Self.brief(phase)), which is no number.")
        object["phase"] = nil
        entry = JSONReader(.object(object), path: entry.path)
      }
      let decision = try AgentResultForm.decision(entry)
      if decision.reason == nil, !isOwn(reader) {
        note(
          "context_preservation.key_decisions[\(index)].reason",
          "the decision \(quoted(decision.decision)) has no reason.")
      }
      origin.decisions.append(decision)
    }
    if let files = try context[optional: "accumulated_files"]?.looseObject() {
      func list(_ key: String) throws -> [String] { try files[optional: key]?.looseStrings() ?? [] }
      origin.files = WorkflowFiles(
        created: try list("created"), modified: try list("modified"), deleted: try list("deleted"))
    }
    for (name, text) in try context[optional: "work_summary_by_agent"]?.looseObject().members() ?? [] {
      guard let agent = try? AgentID(name), definition[agent] != nil else {
        note(
          "context_preservation.work_summary_by_agent.\(name)",
          "work_summary_by_agent names \(quoted(name)), which works in no phase.")
        continue
      }
      origin.summaries.append(AgentText(agent, try text.string()))
    }
    try share(reader, action)
  }

  /// Whether gitstate wrote the state: it counts its ledger's commits.
  func isOwn(_ reader: JSONReader) -> Bool { reader.value["seq"]?.intValue != nil }

  /// Gives the earlier workflow what was its own: the state has both in one list.
  private mutating func share(_ reader: JSONReader, _ action: JSONReader?) throws {
    guard carried != nil else { return }
    if let total = try reader[optional: "final_result"]?[optional: "total_files_modified"]?.looseStrings() {
      let all = origin.files
      carried?.files = all
      origin.files = WorkflowFiles(
        created: total.filter(all.created.contains), modified: total.filter(all.modified.contains),
        deleted: total.filter(all.deleted.contains))
      return
    }
    guard let before = try action?[optional: "files_modified"]?.looseStrings() else { return }
    let known = Set(before)
    func split(_ files: inout [String]) -> [String] {
      let theirs = files.filter(known.contains)
      files.removeAll(where: known.contains)
      return theirs
    }
    carried?.files = WorkflowFiles(
      created: split(&origin.files.created), modified: split(&origin.files.modified),
      deleted: split(&origin.files.deleted))
  }

  mutating func readTimes(_ reader: JSONReader) throws {
    var started: Timestamp?
    if reader.value["started_at"]?.isNull ?? true {
      note("started_at", "started_at is missing.")
    } else {
      started = try time(reader["started_at"], "started_at", since: nil)
      origin.startedAt = started
    }
    if let updated = try reader[optional: "updated_at"] {
      _ = try time(updated, "updated_at", since: started)
    } else {
      note("updated_at", "updated_at is missing.")
    }
    for (index, entry) in (try reader[optional: "completed_phases"]?.looseArray() ?? []).enumerated() {
      guard let at = try? entry.looseObject()[optional: "completed_at"] else { continue }
      _ = try time(at, "completed_phases[\(index)].completed_at", since: started)
    }
  }

  /// A time that can be: not after now, and not before it began.
  private mutating func time(_ reader: JSONReader, _ path: String, since: Timestamp?) throws -> Timestamp? {
    let text = try reader.string()
    guard let time = Self.time(text) else {
      note(path, "\(path) \(quoted(text)) is no time.")
      return nil
    }
    if time > now {
      note(path, "\(path) \(text) is in the future.")
      return nil
    }
    if let since, time < since { note(path, "\(path) \(text) is before started_at.") }
    return time
  }

  /// A time with fractions of a second and an offset too: other programs write so.
  static func time(_ text: String) -> Timestamp? {
    guard let local = Timestamp(text.prefix(19) + "Z") else { return nil }
    let zone = text.dropFirst(19).drop { $0 == "." || $0.isNumber }
    if zone.isEmpty || zone == "Z" { return local }
    let parts = zone.dropFirst().split(separator: ":", omittingEmptySubsequences: false).compactMap {
      Int64($0)
    }
    guard let sign = zone.first, sign == "+" || sign == "-", parts.count == 2 else { return nil }
    let offset = (parts[0] * 60 + parts[1]) * 60
    return Timestamp(seconds: local.seconds + (sign == "+" ? -offset : offset))
  }
}
