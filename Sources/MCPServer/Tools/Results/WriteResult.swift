import GitState
import JSON
import StateMachine

/// What answers of writing tools have in common.
enum WriteResult {
  /// `success`, `changed`, and where the plan stands after the call.
  static func plan(_ change: PlanChange) -> JSONObject {
    let plan = change.view.plan
    var object: JSONObject = [
      "success": true, "changed": .bool(change.changed), "commit_sha": .string(change.view.reading.sha),
      "plan_version": .string("v\(plan.version)"), "seq": .integer(change.view.reading.seq),
    ]
    if !change.notes.isEmpty { object["notes"] = .array(change.notes.map { .string($0) }) }
    return object
  }
}
