/// A run of phases, one after the other, folded from its events.
package struct Run: StateMachine, Hashable {
  package static let kind = "run"

  /// What it was founded with; nil before the first event.
  ///
  /// Its `phases` are empty here: they live in ``phases``.
  package internal(set) var founding: RunFounding?
  package internal(set) var created = Timestamp(seconds: 0)
  package internal(set) var phases: [RunPhase] = []
  /// In the order of their numbers.
  package internal(set) var checkpoints: [Noted<RunCheckpoint>] = []
  package internal(set) var modules: [RunModule] = []
  /// The rollback in progress.
  package internal(set) var rollback: Noted<RunRollback>?
  /// Those before it, oldest first, at most ``RunLimits/rollbacks``.
  package internal(set) var rollbacks: [Noted<RunRollback>] = []
  /// Its completions, oldest first: one of them stands, or none.
  package internal(set) var completions: [Noted<RunCompletion>] = []

  package init() {}

  /// A run as a snapshot holds it.
  package init(
    founding: RunFounding, created: Timestamp, phases: [RunPhase], checkpoints: [Noted<RunCheckpoint>],
    modules: [RunModule], rollback: Noted<RunRollback>?, rollbacks: [Noted<RunRollback>],
    completions: [Noted<RunCompletion>]
  ) {
    self.founding = founding
    self.created = created
    self.phases = phases
    self.checkpoints = checkpoints
    self.modules = modules
    self.rollback = rollback
    self.rollbacks = rollbacks
    self.completions = completions
  }

  package enum Status: String, Sendable {
    case active, completed
  }

  package var status: Status { completion == nil ? .active : .completed }

  /// How it ended; nil while it goes on.
  package var completion: Noted<RunCompletion>? { completions.last(where: \.stands) }

  /// The first phase that is not complete; nil where all are.
  package var current: RunPhase? { phases.first { !$0.isComplete } }

  package subscript(name: PhaseName) -> RunPhase? { phases.first { $0.name == name } }

  package subscript(name: ModuleName) -> RunModule? { modules.first { $0.name == name } }

  package subscript(checkpoint number: Int) -> Noted<RunCheckpoint>? {
    checkpoints.first { $0.fact.number == number }
  }
}
