/// What a state that was kept elsewhere says of a workflow.
package struct AdoptedState: Hashable, Sendable {
  /// What it has of each phase, in the order of the phases.
  package var evaluations: [PhaseEvaluation] = []
  /// Phases that passed and are open again.
  package var reopened: Set<Int> = []
  /// Who works now, as the state says; nil where it does not.
  package var due: Handout?
  /// The whole of what each of them is told.
  package var told: [AgentText] = []
  /// The evaluator whose feedback is worked on.
  package var evaluator: AgentID?
  /// Whose work a person is awaited about.
  package var waiting: AgentID?
  package var resumed: ResumedState?
  /// How it ended; nil where it goes on.
  package var ending: WorkflowEnd?

  /// That it was resumed.
  package struct ResumedState: Hashable, Sendable {
    package let phase: Int
    package let instructions: String?
    /// Whether it had failed before: retries are counted anew then.
    package let hadEnded: Bool

    package init(phase: Int, instructions: String?, hadEnded: Bool = false) {
      self.phase = phase
      self.instructions = instructions
      self.hadEnded = hadEnded
    }
  }

  package init() {}
}
