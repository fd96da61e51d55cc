package import StateMachine

/// A run as it stands.
package struct RunView: Sendable {
  package let reading: LedgerReading<Run>
  /// The short name of the branch that it was read from.
  package let branch: String

  package var run: Run { reading.machine }

  /// What the reading met.
  package var warnings: [String] {
    var warnings: [String] = []
    if !reading.snapshot.foreign.isEmpty {
      warnings.append(
        "\(counted(reading.snapshot.foreign.count, "commit")) of others on \(branch) changed nothing: \(spoken(reading.snapshot.foreign.map { String($0.prefix(12)) }))."
      )
    }
    if let newer = reading.newer {
      warnings.append("Read up to commit \(newer.commit): a newer gitstate wrote \(newer.what) there.")
    }
    return warnings
  }
}

/// A run after a write, and whether the call changed it.
package struct RunChange: Sendable {
  package let view: RunView
  package let changed: Bool
  package let events: [RunEvent]
}
