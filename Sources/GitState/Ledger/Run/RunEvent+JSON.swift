package import JSON
package import StateMachine

extension Run {
  package static func json(of event: RunEvent) -> JSONObject {
    func object(_ type: String, _ keys: JSONObject = [:], _ fact: JSONObject = [:]) -> JSONObject {
      JSONObject([("type", .string(type))] + (keys.members + fact.members).map { ($0.key, $0.value) })
    }
    func names(_ names: [some CheckedName]) -> JSONValue { .array(names.map { .string($0.text) }) }
    switch event {
    case .runStarted(let founding):
      return object(
        "runStarted",
        ["run": .object(founding.json), "phases": .array(founding.phases.map { .object($0.json) })])
    case .phaseAdded(let phase):
      return object("phaseAdded", ["phase": .object(phase.json)])
    case .validationRecorded(let name, let validation):
      return object("validationRecorded", ["phase": .string(name.text)], validation.json)
    case .checkpointRecorded(let checkpoint):
      return object("checkpointRecorded", [:], checkpoint.json)
    case .phaseCompleted(let name, let completion):
      return object("phaseCompleted", ["phase": .string(name.text)], completion.json)
    case .moduleRecorded(let name, let phase, let start):
      var keys: JSONObject = ["module": .string(name.text), "start": .string(start)]
      keys["phase"] = phase.map { .string($0.text) }
      return object("moduleRecorded", keys)
    case .moduleMerged(let name, let merge):
      return object("moduleMerged", ["module": .string(name.text)], merge.json)
    case .moduleRemoved(let name, let removal):
      return object("moduleRemoved", ["module": .string(name.text)], removal.json)
    case .rollbackStarted(let rollback):
      return object("rollbackStarted", [:], rollback.json)
    case .rollbackFinished(let reopened, let restored, let returned):
      return object(
        "rollbackFinished",
        ["reopened": names(reopened), "restored": names(restored), "returned": names(returned)])
    case .runCompleted(let completion):
      return object("runCompleted", [:], completion.json)
    }
  }

  package static func event(_ type: String, from reader: JSONReader) throws(JSONPathError) -> RunEvent? {
    func phase() throws(JSONPathError) -> PhaseName { try reader["phase"].name(PhaseName.init) }
    func module() throws(JSONPathError) -> ModuleName { try reader["module"].name(ModuleName.init) }
    switch type {
    case "runStarted":
      var founding = try RunFounding(stored: reader["run"])
      for phase in try reader["phases"].array() { founding.phases.append(try PhaseDefinition(stored: phase)) }
      return .runStarted(founding)
    case "phaseAdded":
      return .phaseAdded(try PhaseDefinition(stored: reader["phase"]))
    case "validationRecorded":
      return .validationRecorded(try phase(), try PhaseValidation(stored: reader))
    case "checkpointRecorded":
      return .checkpointRecorded(try RunCheckpoint(stored: reader))
    case "phaseCompleted":
      return .phaseCompleted(try phase(), try PhaseCompletion(stored: reader))
    case "moduleRecorded":
      let phase = try reader.optional("phase") { (value) throws(JSONPathError) in
        try value.name(PhaseName.init)
      }
      return .moduleRecorded(try module(), phase: phase, start: try reader["start"].string())
    case "moduleMerged":
      return .moduleMerged(try module(), try ModuleMerge(stored: reader))
    case "moduleRemoved":
      return .moduleRemoved(try module(), try ModuleRemoval(stored: reader))
    case "rollbackStarted":
      return .rollbackStarted(try RunRollback(stored: reader))
    case "rollbackFinished":
      return .rollbackFinished(
        reopened: try reader.names("reopened", PhaseName.init),
        restored: try reader.names("restored", PhaseName.init),
        returned: try reader.names("returned", ModuleName.init))
    case "runCompleted":
      return .runCompleted(try RunCompletion(stored: reader))
    default:
      return nil
    }
  }
}
