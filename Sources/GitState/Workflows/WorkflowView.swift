import Git
package import StateMachine

/// A workflow as it stands.
package struct WorkflowView: Sendable {
  package let reading: LedgerReading<Workflow>
  /// The short name of the branch that it was read from.
  package let branch: String

  package var workflow: Workflow { reading.machine }

  /// The commit that it was read at.
  package var tip: String { reading.tip.description }

  package var id: WorkflowID? { workflow.founding?.id }

  /// What the reading met.
  package var warnings: [String] { reading.warnings(of: branch) }
}

/// A workflow after a write, and whether the call changed it.
package struct WorkflowChange: Sendable {
  package let view: WorkflowView
  package let changed: Bool
  package var notes: [String] = []
  /// Why the call did what it did; nil for what the workflow itself says.
  package var why: String?
}

extension LedgerReading {
  /// What the reading of a branch met that is not of its ledger, in sentences.
  func warnings(of branch: String) -> [String] {
    var warnings: [String] = []
    if !snapshot.foreign.isEmpty {
      warnings.append(
        "\(counted(snapshot.foreign.count, "commit")) of others on \(branch) changed nothing: \(spoken(snapshot.foreign.map { String($0.prefix(12)) }))."
      )
    }
    if let newer {
      warnings.append("Read up to commit \(newer.commit): a newer gitstate wrote \(newer.what) there.")
    }
    return warnings
  }
}
