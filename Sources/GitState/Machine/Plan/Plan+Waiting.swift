extension Plan {
  /// What each pending task still waits for, asked for all of them at once: what is done is looked up once.
  package func waits(given facts: PlanFacts) -> [PlanTaskID: [Unmet]] {
    let pending = tasks.filter { $0.status == .pending }
    return Dictionary(
      zip(pending.map(\.id), unmet(pending, given: facts)), uniquingKeysWith: { first, _ in first })
  }
}
