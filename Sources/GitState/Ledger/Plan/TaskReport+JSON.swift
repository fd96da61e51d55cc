package import JSON
package import StateMachine

extension TaskReport {
  var json: JSONObject {
    var object: JSONObject = ["outcome": .string(outcome.rawValue), "handoff": .string(handoff)]
    object["reason"] = reason.map { .string($0) }
    object["failure"] = failure.map { .string($0.rawValue) }
    object["error"] = error.map { .object($0.json) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    guard let outcome = Outcome(rawValue: try reader["outcome"].string()) else {
      throw try reader["outcome"].unexpected("an outcome")
    }
    self.init(outcome, handoff: try reader["handoff"].string())
    reason = try reader.text("reason")
    failure = try reader.text("failure").flatMap { Failure(rawValue: $0) }
    error = try reader.optional("error", TaskError.init(stored:))
  }
}

extension TaskError {
  package var json: JSONObject {
    var object: JSONObject = ["error_message": .string(message)]
    object["error_type"] = type.map { .string($0) }
    object["suggested_fix"] = suggestedFix.map { .string($0) }
    object["context"] = context.map { .string($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(try reader["error_message"].string())
    type = try reader.text("error_type")
    suggestedFix = try reader.text("suggested_fix")
    context = try reader.text("context")
  }
}

extension TaskFailure {
  package var json: JSONObject {
    var object = error.json
    object["at"] = .string(at.description)
    object["by"] = .string(by)
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      try TaskError(stored: reader), at: try reader["at"].timestamp(), by: try reader["by"].string())
  }
}

extension PlanTask.Reported {
  var json: JSONObject { ["worker": .string(worker.text), "report": .object(report.json)] }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      worker: try reader["worker"].name(WorkerID.init), try TaskReport(stored: reader["report"]))
  }
}
