package import JSON
package import StateMachine

extension PlanConsent {
  /// The stored form: what says nothing is left out.
  var json: JSONObject {
    var object = JSONObject()
    if !waits.isEmpty { object["waits"] = .array(waits.map { .object($0.json) }) }
    object["request"] = request.map { .object($0.json) }
    if !batch.isEmpty { object["batch"] = .array(batch.map { .string($0.text) }) }
    if !changes.isEmpty {
      object["changes"] = .array(
        changes.map {
          ["task": .string($0.task.text), "kind": .string($0.kind.rawValue), "seq": .integer($0.seq)]
        })
    }
    object["revision"] = revision.map { .object($0.json) }
    object["last"] = last.map { .object($0.json) }
    object["aborted"] = aborted.map { .object($0.json) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init()
    for wait in try reader[optional: "waits"]?.array() ?? [] { waits.append(try Wait(stored: wait)) }
    request = try reader.optional("request", DecisionRequest.init(stored:))
    batch = try reader.names("batch", PlanTaskID.init)
    for change in try reader[optional: "changes"]?.array() ?? [] {
      changes.append(
        Change(
          try change["task"].name(PlanTaskID.init), try change.word("kind", Change.Kind.init(rawValue:)),
          seq: try change["seq"].integer()))
    }
    revision = try reader.optional("revision", Decided.init(stored:))
    last = try reader.optional("last", Decided.init(stored:))
    aborted = try reader.optional("aborted", Decided.init(stored:))
  }
}

extension PlanConsent.Wait {
  var json: JSONObject {
    var object: JSONObject = [
      "at": .string(point.rawValue), "since": .string(since.description), "seq": .integer(seq),
    ]
    object["task"] = task.map { .string($0.text) }
    object["reason"] = reason.map { .string($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      try reader.word("at", PausePoint.init(rawValue:)), since: try reader["since"].timestamp(),
      seq: try reader["seq"].integer(),
      task: try reader.optional("task") { (value) throws(JSONPathError) in try value.name(PlanTaskID.init) },
      reason: try reader.text("reason"))
  }
}

extension ApprovalPolicy {
  package var json: JSONObject {
    ["policy": .string(asks.rawValue), "approve_via": .string(via.rawValue)]
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      try reader.word("policy", Asks.init(rawValue:)),
      via: try reader.word("approve_via", Via.init(rawValue:)))
  }
}
