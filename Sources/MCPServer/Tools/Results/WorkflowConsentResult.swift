package import GitState
package import JSON
import StateMachine

/// What waits for a decision in a workflow, and what was decided, as tools and commands answer it.
package enum WorkflowConsentResult {
  /// What there is to be seen, and by whom it is decided.
  ///
  /// - Parameter limit: how long `shown` may be, in bytes.
  package static func asked(_ question: WorkflowQuestion, limit: Int = .max) -> JSONObject {
    var object = opening(question)
    object["approve_via"] = .string(
      (question.view.workflow.founding?.definition.approveVia ?? .person).rawValue)
    object["shown"] = .string(question.shown(limit: limit))
    object["seen"] = .string(question.seen)
    return object
  }

  /// Who decided what, by what way, and what is to be done now.
  package static func decided(_ question: WorkflowQuestion) -> JSONObject {
    var object = opening(question)
    if let last = question.view.workflow.decided {
      for member in ConsentResult.json(last).members { object[member.key] = member.value }
    }
    object["next_action"] = NextActionResult.json(question.view.workflow)
    if !question.notes.isEmpty { object["warnings"] = .array(question.notes.map { .string($0) }) }
    return object
  }

  private static func opening(_ question: WorkflowQuestion) -> JSONObject {
    let workflow = question.view.workflow
    var object: JSONObject = [
      "success": true, "changed": .bool(question.changed), "workflow_id": .string(question.id),
      "seq": .integer(question.view.reading.seq), "status": .string(workflow.status.rawValue),
    ]
    if let wait = workflow.wait {
      object["paused"] = [
        "at": "phase", "phase": .integer(wait.phase), "agent": .string(wait.agent.text),
        "since": .string(wait.since.description),
      ]
    }
    return object
  }
}
