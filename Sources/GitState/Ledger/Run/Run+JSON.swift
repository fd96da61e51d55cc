package import JSON
package import StateMachine

extension Run: LedgerCodable {
  package var json: JSONObject {
    var object: JSONObject = ["created": .string(created.description)]
    if let founding { object["run"] = .object(founding.json) }
    object["phases"] = .array(phases.map { .object($0.json) })
    object["checkpoints"] = .array(checkpoints.map { .object($0.json) })
    object["modules"] = .array(modules.map { .object($0.json) })
    if let rollback { object["rollback"] = .object(rollback.json) }
    if !rollbacks.isEmpty { object["rollbacks"] = .array(rollbacks.map { .object($0.json) }) }
    if !completions.isEmpty { object["completions"] = .array(completions.map { .object($0.json) }) }
    return object
  }

  package init(from reader: JSONReader) throws(JSONPathError) {
    var phases: [RunPhase] = []
    for phase in try reader["phases"].array() { phases.append(try RunPhase(stored: phase)) }
    var modules: [RunModule] = []
    for module in try reader["modules"].array() { modules.append(try RunModule(stored: module)) }
    self.init(
      founding: try RunFounding(stored: reader["run"]), created: try reader["created"].timestamp(),
      phases: phases, checkpoints: try Noted<RunCheckpoint>.list("checkpoints", in: reader), modules: modules,
      rollback: try reader.optional("rollback", Noted<RunRollback>.init(stored:)),
      rollbacks: try Noted<RunRollback>.list("rollbacks", in: reader),
      completions: try Noted<RunCompletion>.list("completions", in: reader))
  }

  /// No other program writes runs.
  package var adoption: [RunEvent] { [] }
}

extension RunPhase {
  fileprivate var json: JSONObject {
    var object = definition.json
    object["number"] = .integer(number)
    if attempts > 0 { object["attempts"] = .integer(attempts) }
    if !validations.isEmpty { object["validations"] = .array(validations.map { .object($0.json) }) }
    if !completions.isEmpty { object["completions"] = .array(completions.map { .object($0.json) }) }
    return object
  }

  fileprivate init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      try PhaseDefinition(stored: reader), number: try reader["number"].integer(),
      attempts: try reader[optional: "attempts"]?.integer() ?? 0,
      validations: try Noted<PhaseValidation>.list("validations", in: reader),
      completions: try Noted<PhaseCompletion>.list("completions", in: reader))
  }
}

extension RunModule {
  fileprivate var json: JSONObject {
    var object: JSONObject = [
      "name": .string(name.text), "branch": .string(branch), "start": .string(start),
    ]
    object["phase"] = phase.map { .string($0.text) }
    if !merges.isEmpty { object["merges"] = .array(merges.map { .object($0.json) }) }
    object["removal"] = removal.map { .object($0.json) }
    return object
  }

  fileprivate init(stored reader: JSONReader) throws(JSONPathError) {
    self.init(
      name: try reader["name"].name(ModuleName.init),
      phase: try reader.optional("phase") { (value) throws(JSONPathError) in try value.name(PhaseName.init) },
      branch: try reader["branch"].string(), start: try reader["start"].string(),
      merges: try Noted<ModuleMerge>.list("merges", in: reader),
      removal: try reader.optional("removal", Noted<ModuleRemoval>.init(stored:)))
  }
}
