/// A task of a plan: what it is and where it stands.
package struct PlanTask: Hashable, Sendable {
  package var definition: TaskDefinition
  package var status: TaskStatus = .pending
  /// The branch that was made for it; nil until one was.
  package var branch: Branch?
  /// How often it was taken up.
  package var attempts = 0
  /// The commits that delivered it, oldest first: a task that is opened again keeps them.
  package var merges: [String] = []

  package init(_ definition: TaskDefinition) {
    self.definition = definition
  }

  package var id: PlanTaskID { definition.id }

  /// A task's branch as the ledger recorded it.
  ///
  /// Delivery is judged by ids alone, never by this name.
  package struct Branch: Hashable, Sendable {
    package let name: String
    /// The base's tip that it started from.
    package let base: String
    /// Its metadata commit.
    package let start: String

    package init(name: String, base: String, start: String) {
      self.name = name
      self.base = base
      self.start = start
    }
  }

  /// Whether a claim has run past the time that the task was given.
  package func isOverdue(at now: Timestamp) -> Bool {
    guard case .claimed(let claim) = status, let minutes = definition.minutes else { return false }
    return claim.at.adding(minutes: minutes) < now
  }
}
