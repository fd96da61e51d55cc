package import JSON
package import StateMachine

extension Review {
  /// The stored form: what counts, and in an event the whole as it was given.
  package var json: JSONObject {
    var object: JSONObject = ["verdict": .string(verdict.rawValue), "depth": .string(depth.rawValue)]
    object["score"] = score.map { .integer($0) }
    if !issues.isEmpty { object["issues"] = .array(issues.map { .string($0) }) }
    object["area"] = area.map { .string($0) }
    object["reviewer"] = reviewer.map { .string($0) }
    object["summary"] = summary.map { .string($0) }
    if handoff != "{}" { object["handoff"] = .string(handoff) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    guard let verdict = ReviewVerdict(rawValue: try reader["verdict"].string()) else {
      throw try reader["verdict"].unexpected("a verdict")
    }
    guard let depth = ReviewDepth(rawValue: try reader["depth"].string()) else {
      throw try reader["depth"].unexpected("a depth")
    }
    self.init(verdict, depth: depth)
    score = try reader[optional: "score"]?.integer()
    issues = try reader.texts("issues")
    area = try reader.text("area")
    reviewer = try reader.text("reviewer")
    summary = try reader.text("summary")
    handoff = try reader.text("handoff") ?? "{}"
  }
}

extension TaskReview {
  var json: JSONObject {
    var object = JSONObject()
    object["tip"] = tip.map { .string($0) }
    object["worker"] = worker.map { .string($0.text) }
    if isAwaited { object["awaited"] = true }
    if !latest.isEmpty { object["latest"] = .array(latest.map { .object($0.json) }) }
    if !past.isEmpty { object["past"] = .array(past.map { .object($0.json) }) }
    object["override"] = override.map { .object($0.json) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init()
    tip = try reader.text("tip")
    worker = try reader.optional("worker") { (value) throws(JSONPathError) in try value.name(WorkerID.init) }
    isAwaited = try reader[optional: "awaited"]?.boolean() ?? false
    for given in try reader[optional: "latest"]?.array() ?? [] { latest.append(try Given(stored: given)) }
    for given in try reader[optional: "past"]?.array() ?? [] { past.append(try Given(stored: given)) }
    override = try reader.optional("override", Override.init(stored:))
  }
}

extension TaskReview.Given {
  var json: JSONObject {
    var object = review.json
    object["at"] = .string(at.description)
    object["by"] = .string(by)
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(try Review(stored: reader), at: try reader["at"].timestamp(), by: try reader["by"].string())
  }
}

extension TaskReview.Override {
  var json: JSONObject {
    var object: JSONObject = [
      "name": .string(name), "reason": .string(reason), "at": .string(at.description),
    ]
    if !stands { object["over"] = true }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      name: try reader["name"].string(), reason: try reader["reason"].string(),
      at: try reader["at"].timestamp(), stands: try reader[optional: "over"]?.boolean() != true)
  }
}
