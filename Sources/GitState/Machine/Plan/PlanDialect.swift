/// In whose words a plan speaks that came from a plan.yaml; one of gitstate's own has none.
///
/// Events, filters and counts are in ``TaskStatus/Word``, whatever the dialect.
package enum PlanDialect: String, CaseIterable, Sendable {
  /// Version 2.5: `not-started`, dependencies by id.
  case hyphens = "2.5"
  /// From February 2026: `in_progress`, a plan's own status, waves beside dependencies.
  case underscores = "2026-02"
  /// From August 2026: waves are barriers and dependencies are gone.
  case waves = "2026-08"

  /// A state in this dialect's word; where it has none of its own, in the nearest.
  package func word(for status: TaskStatus.Word) -> String {
    switch (self, status) {
    case (.hyphens, .pending): "not-started"
    case (.hyphens, .claimed), (.hyphens, .inReview): "in-progress"
    case (.hyphens, .needsReplan): "spec_rejected"
    case (.hyphens, .expanding): "expanding"
    case (.underscores, .claimed), (.underscores, .inReview), (.underscores, .expanding), (.waves, .claimed),
      (.waves, .inReview), (.waves, .expanding):
      "in_progress"
    case (.underscores, .pending), (.waves, .pending): "pending"
    case (.underscores, .needsReplan), (.waves, .needsReplan): "needs_replan"
    case (_, .completed): "completed"
    case (_, .failed): "failed"
    case (_, .blocked): "blocked"
    case (_, .cancelled): "cancelled"
    }
  }

  /// Whether its tasks depend on each other by id, and say so even where they don't.
  package var hasDependencies: Bool { self != .waves }
}

extension PlanTask {
  /// Whether it is open with no attempt left: nothing the machine does leads there, but a file may say so.
  package var isSpent: Bool { status == .pending && attemptsLeft == 0 }
}

extension TaskStatus.Word {
  /// As a plan of that dialect calls it.
  package func word(in dialect: PlanDialect?) -> String { dialect?.word(for: self) ?? rawValue }
}

/// What a plan's file said that gitstate has no field for, and in which order: an export gives it back.
package struct PlanSource: Hashable, Sendable {
  package var dialect: PlanDialect
  /// The file's keys in their order, the known ones among them.
  package var keys: [String] = []
  /// The keys of its tasks, in the order that all of them have in common.
  package var taskKeys: [String] = []
  /// The top-level keys with their JSON text.
  package var extra: [TaskDefinition.Extra] = []

  package init(dialect: PlanDialect) {
    self.dialect = dialect
  }

  func check() throws(Rejection) {
    try PlanLimits.check(keys.count, limit: PlanLimits.entries, field: "the plan's keys")
    try PlanLimits.check(taskKeys.count, limit: PlanLimits.entries, field: "the keys of its tasks")
    for extra in extra { try PlanLimits.check(text: extra.json, field: extra.key) }
  }
}
