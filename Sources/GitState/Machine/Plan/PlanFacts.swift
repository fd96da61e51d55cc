/// What git says, as far as a plan's decisions rely on it.
package struct PlanFacts: Hashable, Sendable {
  /// The base's tip; nil where the branch is not there yet.
  package var baseTip: String?
  /// Which of the ids that the plan recorded are reachable from that tip.
  package var reachable: Set<String> = []
  /// Commits that a command names and that the base had when the plan was made.
  package var earlier: Set<String> = []
  /// What merge commits on the base list under `## Provides`.
  package var baseProvides: [Capability] = []
  /// The present tips of task branches that a command asks about.
  package var tips: [PlanTaskID: String] = [:]

  /// Merges on the base that name a task of this plan and that its ledger has not taken in: a crash stood between.
  package var unfinished: [Unfinished] = []

  package init() {}

  /// A merge whose completion is missing.
  package struct Unfinished: Hashable, Sendable {
    package let task: PlanTaskID
    package let tip: String
    package let merge: String

    package init(task: PlanTaskID, tip: String, merge: String) {
      self.task = task
      self.tip = tip
      self.merge = merge
    }
  }
}
