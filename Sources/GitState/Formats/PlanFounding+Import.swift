import StateMachine

extension PlanFounding {
  /// What a plan from a file is founded with where the file says nothing of it: the one place for such values.
  ///
  /// They are what the orchestrators of its dialect keep to by themselves.
  mutating func setDefaults(of dialect: PlanDialect) {
    switch dialect {
    // Four heavy tasks at once.
    case .hyphens: maxWorkers = 4
    case .underscores: break
    // Two agents at once.
    case .waves: maxWorkers = 2
    }
  }
}
