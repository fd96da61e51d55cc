/// A task of a plan: what it is and where it stands.
package struct PlanTask: Hashable, Sendable {
  private var held: Held
  package var status: TaskStatus = .pending
  /// The branch that was made for it; nil until one was.
  package var branch: Branch?
  /// How often it was taken up.
  package var attempts = 0
  /// How many attempts failed since it was last opened.
  package var failures = 0
  /// What the last failed attempts met, oldest first.
  package var errors: [TaskFailure] = []
  /// What was last reported of it, and by whom.
  package var report: Reported?
  /// Claims that another took over, oldest first, the last few: a late report of theirs is a note.
  package var former: [Claim] = []
  /// The commits that delivered it, oldest first: a task that is opened again keeps them.
  package var merges: [String] = []

  /// How far its review is; nil where it was never asked for one.
  package var review: TaskReview?
  /// Whether a review that failed put it before others.
  package var isRaised = false
  /// Of a part: the tasks that it is a part of.
  package var parents: [PlanTaskID] = []
  /// Of a task that was split: its parts, the oldest first.
  package var subTasks: [PlanTaskID] = []

  static let formerKept = 8

  package init(_ definition: TaskDefinition) {
    held = Held(definition)
  }

  package var definition: TaskDefinition {
    _read { yield held.definition }
    set { held = Held(newValue) }
  }

  package var id: PlanTaskID { held.definition.id }
  /// What kind of work it is, by its words.
  package var weight: TaskWeight.Kind { held.weight }

  /// A definition, which tasks that differ only in where they stand share: it is by far the larger part.
  private final class Held: Hashable, Sendable {
    let definition: TaskDefinition
    let weight: TaskWeight.Kind

    init(_ definition: TaskDefinition) {
      self.definition = definition
      weight = TaskWeight(of: definition).kind
    }

    static func == (left: Held, right: Held) -> Bool {
      left === right || left.definition == right.definition
    }

    func hash(into hasher: inout Hasher) { hasher.combine(definition) }
  }

  /// How soon it is wanted now.
  package var priority: Priority? { isRaised ? .high : definition.priority }

  /// A report that counted.
  package struct Reported: Hashable, Sendable {
    package let worker: WorkerID
    package let report: TaskReport

    package init(worker: WorkerID, _ report: TaskReport) {
      self.worker = worker
      self.report = report
    }
  }

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
