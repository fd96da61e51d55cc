package import JSON
package import StateMachine

extension Workflow: LedgerCodable {
  package var json: JSONObject {
    var object: JSONObject = [
      "created": .string(created.description), "updated": .string(updated.description),
    ]
    object["workflow"] = founding.map { .object($0.json) }
    func add(_ key: String, _ list: [JSONObject]) {
      if !list.isEmpty { object[key] = .array(list.map { .object($0) }) }
    }
    add("queue", queue.map(\.json))
    add("records", records.map(\.json))
    let counts = attempts.sorted { $0.key < $1.key }
    if !counts.isEmpty {
      object["attempts"] = .object(JSONObject(counts.map { ("\($0.key)", .integer($0.value)) }))
    }
    object.add("failures", failures)
    object.add("loops", loops)
    object.add("summary_attempts", summaryAttempts)
    object["loop"] = loop.map { .object($0.json) }
    add(
      "retries",
      retries.map { ["at": .string($0.at.description), "retry": .object($0.retry.json)] })
    add("decisions", decisions.map(\.json))
    if !files.isEmpty { object["files"] = .object(files.json) }
    add("summaries", summaries.map(\.json))
    if invoked > 0 { object["invoked"] = .integer(invoked) }
    object["wait"] = wait.map { .object($0.json) }
    object["unapproved"] = unapproved.map { .integer($0) }
    object["request"] = request.map { .object($0.json) }
    object["decided"] = decided.map { .object($0.json) }
    object["resumed"] = resumed.map { .object($0.json) }
    object["ended"] = ended.map { .object($0.json) }
    object["snapshot"] = snapshot.map { .object($0.json) }
    return object
  }

  package init(from reader: JSONReader) throws(JSONPathError) {
    self.init()
    founding = try reader.optional("workflow", WorkflowFounding.init(stored:))
    created = try reader["created"].timestamp()
    updated = try reader["updated"].timestamp()
    queue = try reader.list("queue", Handout.init(stored:))
    records = try reader.list("records", PhaseRecord.init(stored:))
    for (key, count) in try reader[optional: "attempts"]?.members() ?? [] {
      guard let phase = Int(key) else { throw count.unexpected("a count of a phase") }
      attempts[phase] = try count.integer()
    }
    failures = try reader.counts("failures")
    loops = try reader.counts("loops")
    summaryAttempts = try reader.counts("summary_attempts")
    loop = try reader.optional("loop", WorkflowRetry.init(stored:))
    retries = try reader.list("retries") { (noted) throws(JSONPathError) in
      NotedRetry(try WorkflowRetry(stored: noted["retry"]), at: try noted["at"].timestamp())
    }
    decisions = try reader.list("decisions", WorkflowDecision.init(stored:))
    files = try reader.optional("files", WorkflowFiles.init(stored:)) ?? files
    summaries = try reader.list("summaries", AgentText.init(stored:))
    invoked = try reader[optional: "invoked"]?.integer() ?? 0
    wait = try reader.optional("wait", PhaseWait.init(stored:))
    unapproved = try reader[optional: "unapproved"]?.integer()
    request = try reader.optional("request", DecisionRequest.init(stored:))
    decided = try reader.optional("decided", Decided.init(stored:))
    resumed = try reader.optional("resumed", Resumption.init(stored:))
    ended = try reader.optional("ended", Ending.init(stored:))
    snapshot = try reader.optional("snapshot", WorkSnapshot.init(stored:))
  }

  /// What others kept by hand is imported, not continued.
  package var adoption: [WorkflowEvent] { [] }
}

extension Workflow.PhaseRecord {
  fileprivate var json: JSONObject {
    var object: JSONObject = [
      "evaluation": .object(evaluation.json), "at": .string(at.description), "seq": .integer(seq),
    ]
    // Mostly all that is known of the phase.
    if said != evaluation.results { object["said"] = .array(said.map { .object($0.json) }) }
    if !earlier.isEmpty {
      object["earlier"] = .array(
        earlier.map { ["attempt": .integer($0.attempt), "mark": .string($0.mark)] })
    }
    return object
  }

  fileprivate init(stored reader: JSONReader) throws(JSONPathError) {
    let evaluation = try PhaseEvaluation(stored: reader["evaluation"])
    self.init(
      evaluation: evaluation,
      said: try reader.optional("said") { (_) throws(JSONPathError) in
        try reader.list("said", AgentResult.init(stored:))
      } ?? evaluation.results, at: try reader["at"].timestamp(), seq: try reader["seq"].integer())
    earlier = try reader.list("earlier") { (noted) throws(JSONPathError) in
      EarlierResults(attempt: try noted["attempt"].integer(), mark: try noted["mark"].string())
    }
  }
}

extension Workflow.PhaseWait {
  fileprivate var json: JSONObject {
    [
      "phase": .integer(phase), "agent": .string(agent.text), "since": .string(since.description),
      "seq": .integer(seq),
    ]
  }

  fileprivate init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      phase: try reader["phase"].integer(), agent: try reader["agent"].name(AgentID.init),
      since: try reader["since"].timestamp(), seq: try reader["seq"].integer())
  }
}

extension Workflow.Resumption {
  fileprivate var json: JSONObject {
    var object: JSONObject = ["phase": .integer(phase), "seq": .integer(seq)]
    object["instructions"] = instructions.map { .string($0) }
    if !earlier.isEmpty { object["earlier"] = .array(earlier.map { .string($0) }) }
    if !notes.isEmpty { object["notes"] = .array(notes.map { .object($0.json) }) }
    return object
  }

  fileprivate init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      phase: try reader["phase"].integer(), instructions: try reader.text("instructions"),
      earlier: try reader.texts("earlier"), notes: try reader.list("notes", AgentText.init(stored:)),
      seq: try reader["seq"].integer())
  }
}

extension Workflow.Ending {
  fileprivate var json: JSONObject {
    var object = end.json
    object["at"] = .string(at.description)
    if isAborted { object["aborted"] = true }
    return object
  }

  fileprivate init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      try WorkflowEnd(stored: reader), at: try reader["at"].timestamp(),
      isAborted: try reader[optional: "aborted"]?.boolean() ?? false)
  }
}

extension JSONObject {
  /// Counts by agent; none are left out.
  mutating func add(_ key: String, _ counts: [AgentID: Int]) {
    guard !counts.isEmpty else { return }
    self[key] = .object(
      JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key.text, .integer($0.value)) }))
  }
}

extension JSONReader {
  func counts(_ key: String) throws(JSONPathError) -> [AgentID: Int] {
    var counts: [AgentID: Int] = [:]
    for (name, count) in try self[optional: key]?.members() ?? [] {
      let id = try JSONReader(.string(name), path: count.path).name(AgentID.init)
      counts[id] = try count.integer()
    }
    return counts
  }
}
