package import StateMachine

/// What somebody is asked to decide about: a plan, or a workflow.
package protocol DecisionSubject: Sendable {
  /// `plan`, `workflow`.
  static var noun: String { get }
  /// What a person types to decide: its id.
  var id: String { get }
  var branch: String { get }
  /// The digest of all that there is to be seen.
  var seen: String { get }
  /// Whether the call changed it.
  var changed: Bool { get }
  /// What can be chosen now: empty where nothing waits.
  var choices: [Decision] { get }
  /// Whose work may be revised, where that can be chosen.
  var revisable: [String] { get }

  /// All that there is to be seen.
  ///
  /// - Parameter limit: how long it may be, in bytes.
  func shown(limit: Int) -> String
  func needsPerson(_ decision: Decision) -> Bool
  /// What says that only a person may decide, and how one does.
  func personNeeded(for decision: Decision, because why: String?) -> Rejection
  func verdict(
    _ decision: Decision, by way: DecisionWay, seen: String?, reason: String?, target: String?
  ) -> Verdict
  /// Whether a verdict was given before and still stands.
  func isGiven(_ verdict: Verdict) -> Bool
  /// Refuses what would be refused whoever decides.
  func check(_ verdict: Verdict, at now: Timestamp) throws(Rejection)
  /// Whether a write so guarded would do nothing more.
  func isSettled(_ guarded: WriteGuard) -> Bool
}

extension PlanQuestion: DecisionSubject {
  package static var noun: String { "plan" }
  package var id: String { view.session.text }
  package var branch: String { view.branch }

  package var revisable: [String] { [] }

  package var choices: [Decision] {
    switch view.plan.consent.foremost?.point {
    case .plan: [.approve, .revise, .abort]
    case .batch, .halt: [.confirm, .revise, .abort]
    case nil: []
    }
  }

  package func needsPerson(_ decision: Decision) -> Bool { view.plan.needsPerson(decision) }

  package func personNeeded(for decision: Decision, because why: String?) -> Rejection {
    view.plan.personNeeded(for: decision, because: why)
  }

  package func verdict(
    _ decision: Decision, by way: DecisionWay, seen: String?, reason: String?, target: String?
  ) -> Verdict {
    view.plan.verdict(decision, by: way, seen: seen, reason: reason, target: target)
  }

  package func isGiven(_ verdict: Verdict) -> Bool { view.plan.isGiven(verdict) }

  package func check(_ verdict: Verdict, at now: Timestamp) throws(Rejection) {
    _ = try view.plan.decide(.decide(verdict), given: view.facts, at: now)
  }

  package func isSettled(_ guarded: WriteGuard) -> Bool { guarded.isSettled(on: view.reading) }
}

extension WorkflowQuestion: DecisionSubject {
  package static var noun: String { "workflow" }
  package var id: String { view.id?.text ?? "" }
  package var branch: String { view.branch }
  package var choices: [Decision] { view.workflow.wait == nil ? [] : [.approve, .revise, .abort] }
  package var revisable: [String] { view.workflow.revisable.map(\.text) }

  package func needsPerson(_ decision: Decision) -> Bool { view.workflow.needsPerson }

  package func personNeeded(for decision: Decision, because why: String?) -> Rejection {
    view.workflow.personNeeded(for: decision, because: why)
  }

  package func verdict(
    _ decision: Decision, by way: DecisionWay, seen: String?, reason: String?, target: String?
  ) -> Verdict {
    view.workflow.verdict(decision, by: way, seen: seen, reason: reason, target: target)
  }

  package func isGiven(_ verdict: Verdict) -> Bool { view.workflow.isGiven(verdict) }

  package func check(_ verdict: Verdict, at now: Timestamp) throws(Rejection) {
    _ = try view.workflow.decide(.decide(verdict), given: WorkflowFacts(), at: now)
  }

  package func isSettled(_ guarded: WriteGuard) -> Bool { guarded.isSettled(on: view.reading) }
}
