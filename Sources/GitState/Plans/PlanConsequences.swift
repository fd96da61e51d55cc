package import StateMachine

/// What follows from a change of a plan besides the change itself: claims that end, and an approval that lapses.
package struct PlanConsequences: Sendable {
  /// A task that somebody holds, or held.
  package struct Held: Hashable, Sendable {
    package let task: PlanTaskID
    package let worker: WorkerID
  }

  /// Whose claim ends.
  package private(set) var ended: [Held] = []
  /// Who goes on with a task that reads otherwise now.
  package private(set) var changed: [Held] = []
  /// Why the plan must be approved anew before anything more of it is handed out; nil where it need not be.
  package private(set) var lapsed: String?
  /// Whether a batch has come to its end by it, and waits to be confirmed.
  package private(set) var completesBatch = false

  package init() {}

  /// What the events would lead to, before they happen.
  package init(of events: [PlanEvent], on plan: Plan, at now: Timestamp) {
    var after = plan
    for event in events { after.apply(Recorded(event, at: now, by: "", seq: 0)) }
    self.init(from: plan, to: after)
  }

  package init(from before: Plan, to after: Plan) {
    for task in before.tasks {
      guard let claim = task.status.claim else { continue }
      let held = Held(task: task.id, worker: claim.worker)
      let now = after[task.id]
      if now?.status.claim != claim {
        ended.append(held)
      } else if now?.definition != task.definition {
        changed.append(held)
      }
    }
    func wait(_ point: PausePoint, in plan: Plan) -> PlanConsent.Wait? {
      plan.consent.waits.first { $0.point == point }
    }
    if wait(.plan, in: before) == nil, let wait = wait(.plan, in: after) { lapsed = wait.reason ?? "" }
    completesBatch = wait(.batch, in: before) == nil && wait(.batch, in: after) != nil
  }

  package var isEmpty: Bool { ended.isEmpty && changed.isEmpty && lapsed == nil && !completesBatch }

  /// - Parameter isPreview: whether nothing of it happened yet.
  package func sentences(isPreview: Bool) -> [String] {
    var sentences = ended.map {
      "Worker \($0.worker) \(isPreview ? "would lose" : "has lost") the claim on task \($0.task)."
    }
    sentences += changed.map {
      "Worker \($0.worker) holds task \($0.task), which \(isPreview ? "would read" : "reads") otherwise now."
    }
    if let lapsed {
      sentences.append(
        "The plan's approval \(isPreview ? "would lapse" : "has lapsed")\(lapsed.isEmpty ? "" : " (\(lapsed))"): nothing more is handed out until it is approved again."
      )
    }
    if completesBatch {
      sentences.append(
        "The batch \(isPreview ? "would be" : "is") complete: nothing more is handed out until it is confirmed."
      )
    }
    return sentences
  }
}
