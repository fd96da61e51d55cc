/// One `update_plan_branch`.
package struct PlanUpdate: Sendable {
  package struct Completed: Sendable {
    package let id: PlanTaskID
    /// The squash or rebase by which it reached the base, where the caller names one.
    package let commit: String?

    package init(id: PlanTaskID, commit: String? = nil) {
      self.id = id
      self.commit = commit
    }
  }

  /// A new task.
  ///
  /// Where its author gave no id, the plan's next free number is taken when it is added.
  package struct Added: Sendable {
    package let definition: TaskDefinition
    package let hasID: Bool

    package init(definition: TaskDefinition, hasID: Bool) {
      self.definition = definition
      self.hasID = hasID
    }
  }

  package var completed: [Completed] = []
  package var added: [Added] = []
  package var changed: [TaskPatch] = []
  package var cancelled: [PlanTaskID] = []
  /// Why tasks are cancelled, where that is not just this call.
  package var reasons: [PlanTaskID: String] = [:]
  package var learnings: String?
  /// What the plan's file says now apart from its tasks.
  package var revision: PlanRevision?

  package init() {}
}

/// What a plan's file says apart from its tasks: what an import over a plan takes over of it.
package struct PlanRevision: Hashable, Sendable {
  package var request: String
  package var architecture: String?
  package var designPatterns: String?
  package var technologyStack: String?
  package var estimatedTotalTime: String?
  package var dependencyGraph: String?
  package var source: PlanSource

  package init(request: String, source: PlanSource) {
    self.request = request
    self.source = source
  }

  /// The founding with what the file says.
  ///
  /// Its id, its branches and what the base gave stay.
  func applied(to founding: PlanFounding) -> PlanFounding {
    var revised = founding
    revised.request = request
    revised.architecture = architecture
    revised.designPatterns = designPatterns
    revised.technologyStack = technologyStack
    revised.estimatedTotalTime = estimatedTotalTime
    revised.dependencyGraph = dependencyGraph
    revised.source = source
    return revised
  }
}

/// A change of one task: only what is given changes.
package struct TaskPatch: Sendable {
  package let id: PlanTaskID
  /// Whether the task is opened again: back to pending, from wherever it stands.
  package var reopen = false
  /// All that the task is from now on, where not only parts of it change: what a plan's file says.
  package var replacement: TaskDefinition?
  package var title: String?
  package var description: String?
  package var preconditions: [Capability]?
  package var provides: [Capability]?
  package var dependsOn: [PlanTaskID]?
  package var wave: Int?
  package var files: [String]?
  package var priority: Priority?
  package var estimatedTime: String?
  package var effort: Effort?
  package var acceptanceCriteria: [String]?
  package var implementationNotes: String?
  package var requiresReview: Bool?
  package var maxRetries: Int?
  package var agent: String?
  package var verificationScript: String?
  package var parallelStrategy: SplitStrategy?
  package var parallelScope: [String]?

  package init(id: PlanTaskID) {
    self.id = id
  }

  /// The definition with what is given.
  package func applied(to definition: TaskDefinition) -> TaskDefinition {
    var changed = replacement ?? definition
    changed.title = title ?? changed.title
    changed.description = description ?? changed.description
    changed.preconditions = preconditions ?? changed.preconditions
    changed.provides = provides ?? changed.provides
    changed.dependsOn = dependsOn ?? changed.dependsOn
    changed.wave = wave ?? changed.wave
    changed.files = files ?? changed.files
    changed.priority = priority ?? changed.priority
    changed.estimatedTime = estimatedTime ?? changed.estimatedTime
    changed.effort = effort ?? changed.effort
    changed.acceptanceCriteria = acceptanceCriteria ?? changed.acceptanceCriteria
    changed.implementationNotes = implementationNotes ?? changed.implementationNotes
    changed.requiresReview = requiresReview ?? changed.requiresReview
    changed.maxRetries = maxRetries ?? changed.maxRetries
    changed.agent = agent ?? changed.agent
    changed.verificationScript = verificationScript ?? changed.verificationScript
    // What a plan's file said of them in its own spelling says so no more.
    if let parallelStrategy, parallelStrategy != changed.parallelStrategy {
      changed.parallelStrategy = parallelStrategy
      changed.extra.removeAll { $0.key == "parallel_strategy" }
    }
    if let parallelScope, parallelScope != changed.parallelScope {
      changed.parallelScope = parallelScope
      changed.extra.removeAll { $0.key == "parallel_scope" }
    }
    return changed
  }
}
