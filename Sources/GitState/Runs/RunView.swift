import Git
package import StateMachine

/// A run as it stands.
package struct RunView: Sendable {
  package let reading: LedgerReading<Run>
  /// The short name of the branch that it was read from.
  package let branch: String

  package var run: Run { reading.machine }

  /// The commit that it was read at.
  package var tip: String { reading.tip.description }

  /// What the reading met.
  package var warnings: [String] { reading.warnings(of: branch) }
}

/// A run after a write, and whether the call changed it.
package struct RunChange: Sendable {
  package let view: RunView
  package let changed: Bool
  package let events: [RunEvent]
}
