/// What may happen to a phase, as data: the table that decisions ask and that the documentation prints.
package enum PhaseTransitions {
  /// What happens to a phase.
  package enum Action: String, CaseIterable, Sendable {
    case validated
    case failedValidation = "failed its validation"
    case completed
    case rolledBack = "rolled back"
  }

  /// One row: in that state, that action leads to that state, by that tool.
  package struct Row: Hashable, Sendable {
    package let from: RunPhase.Word
    package let action: Action
    /// Nil where it leads to whatever the phase was at the checkpoint.
    package let to: RunPhase.Word?
    package let tool: String
  }

  package static let all: [Row] =
    [RunPhase.Word.pending, .failed, .passed].flatMap { open in
      [
        Row(from: open, action: .validated, to: .passed, tool: "record_validation"),
        Row(from: open, action: .failedValidation, to: .failed, tool: "record_validation"),
      ]
    }
    + [RunPhase.Word.pending, .passed].map {
      Row(from: $0, action: .completed, to: .completed, tool: "mark_phase_complete")
    }
    + RunPhase.Word.allCases.map {
      Row(from: $0, action: .rolledBack, to: nil, tool: "rollback_to_checkpoint")
    }

  /// Whether the table lets that happen in that state.
  package static func allows(_ action: Action, in state: RunPhase.Word) -> Bool {
    all.contains { $0.from == state && $0.action == action }
  }
}
