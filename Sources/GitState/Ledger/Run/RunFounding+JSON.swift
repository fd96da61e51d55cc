package import JSON
package import StateMachine

extension RunFounding {
  /// The stored form, without its phases.
  package var json: JSONObject {
    var object: JSONObject = [
      "run_id": .string(id.text), "description": .string(description), "directory": .string(directory),
      "base": .string(base),
    ]
    if let parent { object["parent"] = .string(parent.text) }
    if let spec { object["spec"] = .string(spec) }
    if isOpen { object["open"] = true }
    return object
  }

  /// From its stored form, with the phases that stand beside it.
  package init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      id: try reader["run_id"].name(RunID.init), description: try reader["description"].string(),
      directory: try reader["directory"].string(), base: try reader["base"].string())
    parent = try reader.optional("parent") { (value) throws(JSONPathError) in try value.name(RunID.init) }
    spec = try reader.text("spec")
    isOpen = try reader[optional: "open"]?.boolean() ?? false
  }
}

extension PhaseDefinition {
  package var json: JSONObject {
    var object: JSONObject = ["name": .string(name.text)]
    func add(_ key: String, _ texts: [String]) {
      if !texts.isEmpty { object[key] = .array(texts.map { .string($0) }) }
    }
    add("tasks", tasks)
    add("modules", modules.map(\.text))
    if let testCommand { object["test_command"] = .string(testCommand) }
    add("success_criteria", successCriteria)
    add("gotchas", gotchas)
    add("depends_on", dependsOn.map(\.text))
    return object
  }

  package init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(name: try reader["name"].name(PhaseName.init))
    tasks = try reader.texts("tasks")
    modules = try reader.names("modules", ModuleName.init)
    testCommand = try reader.text("test_command")
    successCriteria = try reader.texts("success_criteria")
    gotchas = try reader.texts("gotchas")
    dependsOn = try reader.names("depends_on", PhaseName.init)
  }
}
