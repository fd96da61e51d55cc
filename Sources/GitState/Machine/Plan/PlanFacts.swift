/// What git says, as far as a plan's decisions rely on it.
package struct PlanFacts: Hashable, Sendable {
  /// The base's tip; nil where the branch is not there yet.
  package var baseTip: String?
  /// Which of the ids that the plan recorded are reachable from that tip.
  package var reachable: Set<String> = []
  /// What merge commits on the base list under `## Provides`.
  package var baseProvides: [Capability] = []
  /// The present tips of task branches that a command asks about.
  package var tips: [PlanTaskID: String] = [:]

  package init() {}
}
