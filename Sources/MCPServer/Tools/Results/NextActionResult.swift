import GitState
import JSON
import StateMachine

/// What a workflow's driver does next, in the form of workflow-state.json.
enum NextActionResult {
  /// `null` at the end.
  static func json(_ workflow: Workflow) -> JSONValue {
    guard let action = workflow.nextAction, let founding = workflow.founding else { return .null }
    var object: JSONObject = [
      "type": .string(action.kind.rawValue), "phase": .integer(action.phase),
      "attempt": .integer(action.attempt),
      "agents": .array(
        action.agents.map { ["agent": .string($0.agent.text), "instruction": .string($0.text)] }),
    ]
    object["aggregation_strategy"] = action.aggregation.map { .string($0.rawValue) }
    object["context"] = context(action, founding)
    var fields = ["success", "summary", "files_modified"]
    for agent in action.agents {
      guard let field = founding.definition[agent.agent]?.evaluator?.field, !fields.contains(field) else {
        continue
      }
      fields.append(field)
    }
    object["expected_output"] = [
      "format": "json", "required_fields": .array(fields.map { .string($0) }),
    ]
    object["human_approval"] = approval(action) ?? .null
    return .object(object)
  }

  private static func context(_ action: NextAction, _ founding: WorkflowFounding) -> JSONValue {
    var object: JSONObject = ["original_request": .string(action.originalRequest)]
    object["current_request"] = action.currentRequest.map { .string($0) }
    object["previous_results"] = .array(
      action.previous.map { .object(AgentResultForm.json(Retold.result($0))) })
    object["required_documents"] = .array(action.documents.map { .string($0) })
    if let carried = founding.carried {
      func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
      object["workflow_history"] = list(carried.history)
      object["files_modified"] = list(carried.files.all)
      object["feedback_history"] = list(carried.feedback)
      object["pending_issues"] = list(carried.pending)
      object["related_documents"] = list(
        founding.definition.agents.flatMap(\.documents).reduce(into: []) { known, document in
          if !known.contains(document) { known.append(document) }
        })
    }
    return .object(object)
  }

  private static func approval(_ action: NextAction) -> JSONValue? {
    guard let approval = action.approval else { return nil }
    var object: JSONObject = [
      "enabled": true, "question": .string(approval.question),
      "options": .array(approval.options.map { .string($0) }),
    ]
    if approval.options != WorkflowApproval.options {
      // What each means to `decide`.
      object["decisions"] = .object(
        JSONObject(approval.decisions.map { ($0.option, .string($0.decision.rawValue)) }))
    }
    object["targetNodeId"] = approval.target.map { .string($0.text) }
    object["awaited"] = .bool(action.isAwaited)
    return .object(object)
  }
}
