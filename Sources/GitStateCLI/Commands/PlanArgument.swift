import ArgumentParser
import GitState
import StateMachine

/// The plan that a command reads.
struct PlanArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The plan; else the only active one.", valueName: "plan"),
    completion: .custom(NameCompletion.plans))
  var plan: String?

  /// - Parameter isMeant: which plans the command is for: where it is one of several, that one need not be named.
  func choice(
    in project: Project, preferring isMeant: ((PlanView) -> Bool)? = nil
  ) throws(Rejection) -> PlanChoice {
    if plan == nil, let isMeant {
      let meant = try project.listPlans().filter(isMeant)
      if meant.count == 1 { return .one(meant[0].branch) }
      if meant.count > 1 { return .several(meant, remote: []) }
    }
    return try PlanChoice(plan, in: project)
  }
}

/// The ledger that a command reads: a plan or a run.
struct LedgerArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The plan or run; else the only active plan, else the only active run.", valueName: "ledger"),
    completion: .custom(NameCompletion.ledgers))
  var ledger: String?

  /// What is meant, as it is read.
  func name(in project: Project, for command: String) throws(Rejection) -> String {
    if let ledger {
      return try project.isRun(ledger) ? ledger : PlanChoice(ledger, in: project).branch(for: command)
    }
    if try project.branchNames().plans.isEmpty, try !project.listRuns().isEmpty {
      return try RunChoice.view(of: nil, in: project, for: command).branch
    }
    return try PlanChoice(nil, in: project).branch(for: command)
  }
}
