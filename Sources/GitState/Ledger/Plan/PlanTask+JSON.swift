package import JSON
package import StateMachine

extension PlanTask {
  /// The stored form: the definition's keys, and where it stands.
  package var json: JSONObject {
    var object = definition.json
    object["status"] = .string(status.word.rawValue)
    if let claim = status.claim { object["claim"] = .object(claim.json) }
    if let reason = status.reason { object["reason"] = .string(reason) }
    if case .completed(let completion) = status { object["completion"] = .object(completion.json) }
    if let branch { object["branch"] = .object(branch.json) }
    if attempts > 0 { object["attempts"] = .integer(attempts) }
    if failures > 0 { object["failures"] = .integer(failures) }
    if !errors.isEmpty { object["errors"] = .array(errors.map { .object($0.json) }) }
    if let report { object["reported"] = .object(report.json) }
    if !former.isEmpty { object["former"] = .array(former.map { .object($0.json) }) }
    if !merges.isEmpty { object["merges"] = .array(merges.map { .string($0) }) }
    if let review { object["review"] = .object(review.json) }
    if isRaised { object["raised"] = true }
    if !parents.isEmpty { object["parents"] = .array(parents.map { .string($0.text) }) }
    if !subTasks.isEmpty { object["sub_tasks"] = .array(subTasks.map { .string($0.text) }) }
    return object
  }

  package init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(try TaskDefinition(stored: reader))
    branch = try reader.optional("branch", Branch.init(stored:))
    attempts = try reader[optional: "attempts"]?.integer() ?? 0
    failures = try reader[optional: "failures"]?.integer() ?? 0
    for error in try reader[optional: "errors"]?.array() ?? [] {
      errors.append(try TaskFailure(stored: error))
    }
    report = try reader.optional("reported", Reported.init(stored:))
    for claim in try reader[optional: "former"]?.array() ?? [] { former.append(try Claim(stored: claim)) }
    merges = try reader.texts("merges")
    review = try reader.optional("review", TaskReview.init(stored:))
    isRaised = try reader[optional: "raised"]?.boolean() ?? false
    parents = try reader.names("parents", PlanTaskID.init)
    subTasks = try reader.names("sub_tasks", PlanTaskID.init)
    let claim = try reader.optional("claim", Claim.init(stored:))
    let reason = try reader.text("reason") ?? ""
    let word = try reader["status"].string()
    switch TaskStatus.Word(rawValue: word) {
    case .pending: status = .pending
    case .claimed:
      guard let claim else { throw reader.refused("a claimed task has no claim") }
      status = .claimed(claim)
    case .inReview: status = .inReview(claim)
    case .completed: status = .completed(try Completion(stored: try reader["completion"]))
    case .failed: status = .failed(reason: reason)
    case .blocked: status = .blocked(reason: reason, by: claim)
    case .needsReplan: status = .needsReplan(reason: reason)
    case .expanding: status = .expanding
    case .cancelled: status = .cancelled(reason: reason)
    case nil: throw try reader["status"].unexpected("a status")
    }
  }
}

extension PlanTask.Branch {
  var json: JSONObject {
    ["name": .string(name), "base": .string(base), "start": .string(start)]
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      name: try reader["name"].string(), base: try reader["base"].string(),
      start: try reader["start"].string())
  }
}

extension Claim {
  var json: JSONObject {
    var object: JSONObject = [
      "worker": .string(worker.text), "seq": .integer(seq), "at": .string(at.description),
    ]
    if let until { object["lease_until"] = .string(until.description) }
    if let renewed { object["renewed"] = .string(renewed.description) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    func moment(_ key: String) throws(JSONPathError) -> Timestamp? {
      try reader.optional(key) { (value) throws(JSONPathError) in try value.timestamp() }
    }
    self.init(
      worker: try reader["worker"].name(WorkerID.init), seq: try reader["seq"].integer(),
      at: try reader["at"].timestamp(),
      until: try moment("lease_until"), renewed: try moment("renewed"))
  }
}

extension Completion {
  var json: JSONObject {
    var object: JSONObject = ["at": .string(at.description), "by": .string(by)]
    if let tip { object["tip"] = .string(tip) }
    if let merge { object["merge"] = .string(merge) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      at: try reader["at"].timestamp(), by: try reader["by"].string(), tip: try reader.text("tip"),
      merge: try reader.text("merge"))
  }
}
