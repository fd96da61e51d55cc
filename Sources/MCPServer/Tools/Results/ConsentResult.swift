package import GitState
package import JSON
import StateMachine

/// What waits for a decision and what was decided, as tools and commands answer it.
package enum ConsentResult {
  /// What waits first, where something does: `paused`, and the state that goes with it.
  package static func add(_ view: PlanView, to object: inout JSONObject) {
    let consent = view.plan.consent
    guard let wait = consent.foremost, view.state.isOpen else { return }
    object["state"] = .string(view.state.rawValue)
    object["workflow_state"] = .string(view.workflowState)
    object["paused"] = json(wait)
    if consent.waits.count > 1 {
      object["also_paused"] = .array(consent.waits.filter { $0 != wait }.map(json))
    }
    object["revision"] = revision(of: view.plan)
  }

  /// Who wants what changed before the plan goes on, and since when somebody is asked again; nil where nobody does.
  private static func revision(of plan: Plan) -> JSONValue? {
    guard let revision = plan.revision else { return nil }
    var object = json(revision)
    object["decision"] = nil
    object["asked_again"] = plan.askedAgain.map { .string($0.description) }
    return .object(object)
  }

  static func json(_ wait: PlanConsent.Wait) -> JSONValue {
    var object: JSONObject = ["at": .string(wait.point.rawValue), "since": .string(wait.since.description)]
    object["task"] = wait.task.map { .string($0.text) }
    object["reason"] = wait.reason.map { .string($0) }
    return .object(object)
  }

  static func json(_ decided: Decided) -> JSONObject {
    var object: JSONObject = [
      "decision": .string(decided.decision.rawValue), "by": .string(decided.by),
      "via": .string(decided.consent.way.rawValue), "at": .string(decided.at.description),
    ]
    object["reason"] = decided.consent.reason.map { .string($0) }
    object["target"] = decided.consent.target.map { .string($0) }
    return object
  }

  /// Where a plan stands, what there is to be seen of it, and by whom it is decided.
  ///
  /// - Parameter limit: how long `shown` may be, in bytes.
  package static func asked(_ question: PlanQuestion, limit: Int = .max) -> JSONObject {
    let view = question.view
    let policy = view.founding.approval
    var object = opening(question)
    object["approval"] = .object(policy.json)
    object["shown"] = .string(question.shown(limit: limit))
    object["seen"] = .string(question.seen)
    return object
  }

  /// Who decided what, by what way, and where the plan stands afterwards.
  package static func decided(_ question: PlanQuestion) -> JSONObject {
    var object = opening(question)
    if let last = question.view.plan.consent.last {
      for member in json(last).members { object[member.key] = member.value }
    }
    return object
  }

  private static func opening(_ question: PlanQuestion) -> JSONObject {
    let view = question.view
    var object: JSONObject = [
      "success": true, "changed": .bool(question.changed), "plan_branch": .string(view.branch),
      "seq": .integer(view.reading.seq), "state": .string(view.state.rawValue),
      "workflow_state": .string(view.workflowState),
    ]
    add(view, to: &object)
    // What is shown says it, and the decision itself.
    object["revision"] = nil
    return object
  }
}
