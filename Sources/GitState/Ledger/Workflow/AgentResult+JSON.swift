package import JSON
package import StateMachine

extension AgentResult {
  /// The stored form.
  var json: JSONObject {
    var object: JSONObject = [
      "agent": .string(agent.text), "success": .bool(success), "summary": .string(summary),
    ]
    for (key, value) in files.json.members { object["files_\(key)"] = value }
    if !said.isEmpty {
      object["said"] = .array(
        said.map { said in
          var object: JSONObject = ["field": .string(said.field), "value": .string(said.value)]
          object["form"] = said.form.map { .string($0.rawValue) }
          return .object(object)
        })
    }
    if !items.isEmpty { object["items"] = .array(items.map { .object($0.json) }) }
    object["feedback"] = feedback.map { .string($0) }
    if !decisions.isEmpty { object["decisions"] = .array(decisions.map { .object($0.json) }) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      try reader["agent"].name(AgentID.init), success: try reader["success"].boolean(),
      summary: try reader["summary"].string())
    files = WorkflowFiles(
      created: try reader.texts("files_created"), modified: try reader.texts("files_modified"),
      deleted: try reader.texts("files_deleted"))
    said = try reader.list("said") { (said) throws(JSONPathError) in
      SaidField(
        try said["field"].string(), try said["value"].string(),
        said.has("form") ? try said.word("form", SaidField.Form.init(rawValue:)) : nil)
    }
    items = try reader.list("items", JudgedItem.init(stored:))
    feedback = try reader.text("feedback")
    decisions = try reader.list("decisions", WorkflowDecision.init(stored:))
  }
}

extension WorkflowFiles {
  package var json: JSONObject {
    var object = JSONObject()
    func add(_ key: String, _ files: [String]) {
      if !files.isEmpty { object[key] = .array(files.map { .string($0) }) }
    }
    add("created", created)
    add("modified", modified)
    add("deleted", deleted)
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      created: try reader.texts("created"), modified: try reader.texts("modified"),
      deleted: try reader.texts("deleted"))
  }
}

extension WorkflowDecision {
  package var json: JSONObject {
    var object = JSONObject()
    object["phase"] = phase.map { .integer($0) }
    object["decision"] = .string(decision)
    object["reason"] = reason.map { .string($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      phase: try reader[optional: "phase"]?.integer(), try reader["decision"].string(),
      reason: try reader.text("reason"))
  }
}

extension JudgedItem {
  package var json: JSONObject {
    var object: JSONObject = ["target": .string(target), "passed": .bool(passed)]
    object["feedback"] = feedback.map { .string($0) }
    return object
  }

  init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      try reader["target"].string(), passed: try reader["passed"].boolean(),
      feedback: try reader.text("feedback"))
  }
}
