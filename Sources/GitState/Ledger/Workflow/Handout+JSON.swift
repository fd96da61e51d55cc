import JSON
import StateMachine

extension Handout {
  var json: JSONObject {
    var object: JSONObject = [
      "phase": .integer(phase), "agents": .array(agents.map { .string($0.text) }),
      "reason": .string(reason.rawValue),
    ]
    if !notes.isEmpty { object["notes"] = .array(notes.map { .object($0.json) }) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      phase: try reader["phase"].integer(), try reader.names("agents", AgentID.init),
      try reader.word("reason", Reason.init(rawValue:)),
      notes: try reader.list("notes", AgentText.init(stored:)))
  }
}

extension WorkflowRetry {
  var json: JSONObject {
    var object: JSONObject = ["reason": .string(reason.rawValue)]
    if !by.isEmpty { object["from"] = .array(by.map { .string($0.text) }) }
    object["agents"] = .array(agents.map { .string($0.text) })
    object["number"] = .integer(number)
    object["most"] = most.map { .integer($0) }
    object["message"] = .string(message)
    object["handouts"] = .array(handouts.map { .object($0.json) })
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      try reader.word("reason", Handout.Reason.init(rawValue:)), by: try reader.names("from", AgentID.init),
      agents: try reader.names("agents", AgentID.init), number: try reader["number"].integer(),
      most: try reader[optional: "most"]?.integer(), message: try reader["message"].string(),
      handouts: try reader.list("handouts", Handout.init(stored:)))
  }
}

extension PhaseEvaluation {
  var json: JSONObject {
    var object: JSONObject = [
      "phase": .integer(phase), "attempt": .integer(attempt),
      "results": .array(results.map { .object($0.json) }),
      "passed": .array(passed.map { .string($0.text) }), "phase_passed": .bool(isPassed),
    ]
    object["observed"] = observed.map { .object($0.json) }
    object["mark"] = mark.map { .string($0) }
    object.add("summary_attempts", summaryAttempts ?? [:])
    object["not_compared"] = uncompared.map { .string($0) }
    if !unseen.isEmpty { object["unseen"] = .array(unseen.map { .string($0) }) }
    if !ignored.isEmpty { object["ignored"] = .array(ignored.map { .string($0) }) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      phase: try reader["phase"].integer(), attempt: try reader["attempt"].integer(),
      results: try reader.list("results", AgentResult.init(stored:)),
      passed: try reader.names("passed", AgentID.init), isPassed: try reader["phase_passed"].boolean(),
      observed: try reader.optional("observed", WorkflowFiles.init(stored:)))
    mark = try reader.text("mark")
    let told = try reader.counts("summary_attempts")
    summaryAttempts = told.isEmpty ? nil : told
    uncompared = try reader.text("not_compared")
    ignored = try reader.texts("ignored")
    unseen = try reader.texts("unseen")
  }
}

extension WorkSnapshot {
  var json: JSONObject {
    var object: JSONObject = ["commit": .string(commit)]
    if !changed.isEmpty {
      object["changed"] = .object(
        JSONObject(changed.sorted { $0.key < $1.key }.map { ($0.key, $0.value.map { .string($0) } ?? .null) })
      )
    }
    if !added.isEmpty { object["added"] = .array(added.sorted().map { .string($0) }) }
    if let place {
      var there = JSONObject()
      there["worktree"] = place.worktree.map { .string($0) }
      there["branch"] = place.branch.map { .string($0) }
      object["place"] = .object(there)
    }
    if !unseen.isEmpty { object["unseen"] = .array(unseen.map { .string($0) }) }
    object["differing"] = differing.map { .integer($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    var changed: [String: String?] = [:]
    for (path, value) in try reader[optional: "changed"]?.members() ?? [] {
      changed[path] = .some(value.value.isNull ? nil : try value.string())
    }
    self.init(
      commit: try reader["commit"].string(), changed: changed, added: Set(try reader.texts("added")))
    place = try reader.optional("place") { (place) throws(JSONPathError) in
      WorkPlace(worktree: try place.text("worktree"), branch: try place.text("branch"))
    }
    unseen = try reader.texts("unseen")
    differing = try reader[optional: "differing"]?.integer()
  }
}

extension WorkflowEnd {
  var json: JSONObject {
    var object: JSONObject = ["completed": .bool(isCompleted), "success": .bool(success)]
    if !reasons.isEmpty { object["reasons"] = .array(reasons.map { .string($0) }) }
    if !suggested.isEmpty { object["suggested"] = .array(suggested.map { .string($0.text) }) }
    object["summary"] = summary.map { .string($0) }
    if isAborted { object["was_aborted"] = true }
    object["took_ms"] = took.map { .integer($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      completed: try reader["completed"].boolean(), success: try reader["success"].boolean(),
      reasons: try reader.texts("reasons"), suggested: try reader.names("suggested", AgentID.init))
    summary = try reader.text("summary")
    isAborted = try reader[optional: "was_aborted"]?.boolean() ?? false
    took = try reader[optional: "took_ms"]?.integer()
  }
}
