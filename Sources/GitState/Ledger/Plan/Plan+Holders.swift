package import StateMachine

extension Plan {
  /// With more of them, the line would be as long as what it saves.
  private static var mostHolders: Int { 64 }

  /// Who holds a task, so that a reader who asks for nothing else reads no more of a plan than its last two commits.
  package var holders: String? {
    let held = tasks.held { $0.task.status.claim != nil }
    let names = Set(held.compactMap { $0.task.status.claim?.worker.text })
    guard names.count <= Self.mostHolders else { return nil }
    return names.isEmpty ? LedgerRecord<Plan>.nobody : names.sorted().joined(separator: " ")
  }
}
