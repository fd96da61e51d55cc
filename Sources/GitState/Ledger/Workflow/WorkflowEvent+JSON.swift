package import JSON
package import StateMachine

extension Workflow {
  package static func json(of event: WorkflowEvent) -> JSONObject {
    func object(_ type: String, _ keys: JSONObject = [:], _ fact: JSONObject = [:]) -> JSONObject {
      JSONObject([("type", .string(type))] + (keys.members + fact.members).map { ($0.key, $0.value) })
    }
    switch event {
    case .workflowStarted(let founding):
      return object("workflowStarted", ["workflow": .object(founding.json)])
    case .workHandedOut(let snapshot): return object("workHandedOut", [:], snapshot.json)
    case .phaseEvaluated(let evaluation): return object("phaseEvaluated", [:], evaluation.json)
    case .phaseRetried(let retry): return object("phaseRetried", ["retry": .object(retry.json)])
    case .phaseApprovalDue(let phase, let agent):
      return object("phaseApprovalDue", ["phase": .integer(phase), "agent": .string(agent.text)])
    case .phaseApprovalRequested(let note, let seen):
      var keys: JSONObject = ["seen": .string(seen)]
      keys["note"] = note.map { .string($0) }
      return object("phaseApprovalRequested", keys)
    case .phaseApproved(let consent): return object("phaseApproved", ["consent": .object(consent.json)])
    case .phaseRevised(let consent, let retry):
      return object("phaseRevised", ["consent": .object(consent.json), "retry": .object(retry.json)])
    case .workflowResumed(let phase, let instructions, let again, let notes, let adds):
      var keys: JSONObject = ["phase": .integer(phase)]
      keys["instructions"] = instructions.map { .string($0) }
      if !again.isEmpty { keys["again"] = .array(again.map { .object($0.json) }) }
      if !notes.isEmpty { keys["notes"] = .array(notes.map { .object($0.json) }) }
      if adds { keys["adds"] = true }
      return object("workflowResumed", keys)
    case .workflowEnded(let end): return object("workflowEnded", [:], end.json)
    case .workflowAborted(let consent, let unapproved):
      var keys: JSONObject = ["consent": .object(consent.json)]
      keys["unapproved"] = unapproved.map { .integer($0) }
      return object("workflowAborted", keys)
    }
  }

  package static func event(_ type: String, from reader: JSONReader) throws(JSONPathError) -> WorkflowEvent? {
    func consent() throws(JSONPathError) -> Consent { try Consent(stored: reader["consent"]) }
    func retry() throws(JSONPathError) -> WorkflowRetry { try WorkflowRetry(stored: reader["retry"]) }
    switch type {
    case "workflowStarted": return .workflowStarted(try WorkflowFounding(stored: reader["workflow"]))
    case "workHandedOut": return .workHandedOut(try WorkSnapshot(stored: reader))
    case "phaseEvaluated": return .phaseEvaluated(try PhaseEvaluation(stored: reader))
    case "phaseRetried": return .phaseRetried(try retry())
    case "phaseApprovalDue":
      return .phaseApprovalDue(try reader["phase"].integer(), try reader["agent"].name(AgentID.init))
    case "phaseApprovalRequested":
      return .phaseApprovalRequested(note: try reader.text("note"), seen: try reader["seen"].string())
    case "phaseApproved": return .phaseApproved(try consent())
    case "phaseRevised": return .phaseRevised(try consent(), try retry())
    case "workflowResumed":
      return .workflowResumed(
        phase: try reader["phase"].integer(), instructions: try reader.text("instructions"),
        again: try reader.list("again", Handout.init(stored:)),
        notes: try reader.list("notes", AgentText.init(stored:)),
        adds: try reader[optional: "adds"]?.boolean() ?? false)
    case "workflowEnded": return .workflowEnded(try WorkflowEnd(stored: reader))
    case "workflowAborted":
      return .workflowAborted(try consent(), unapproved: try reader[optional: "unapproved"]?.integer())
    default: return nil
    }
  }
}
