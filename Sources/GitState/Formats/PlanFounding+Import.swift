import StateMachine

extension PlanFounding {
  /// What a plan from a file is founded with where the file says nothing of it: the one place for such values.
  ///
  /// They are what the orchestrators of its dialect keep to by themselves.
  mutating func setDefaults(of dialect: PlanDialect) {
    switch dialect {
    // Four heavy tasks at once; a person approves the plan and confirms each batch, and every task is reviewed.
    case .hyphens:
      maxWorkers = 4
      approval = ApprovalPolicy(.planAndBatches)
      reviews = .all
    case .underscores:
      approval = ApprovalPolicy(.planAndBatches)
      reviews = .all
    // Two agents at once, and no pauses.
    case .waves: maxWorkers = 2
    }
  }
}
